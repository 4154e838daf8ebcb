import type { HostHeaderPlan } from '../snapshot.js';

/** RFC 9110, 7.2: a registered name, an IPv4 address or an IPv6 literal, and a port. */
const authority = /^(?:[A-Za-z0-9._~!$&'()*+,;=%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;

/** Reads the option `HostHeader` of a route; `null` when it names no host. */
export function readHostHeader(written: string | undefined): HostHeaderPlan | null {
  const text = written?.trim() ?? '';
  const word = text.toLowerCase();
  if (word === '' || word === 'service') return { kind: 'service' };
  if (word === 'preserve') return { kind: 'preserve' };
  return authority.test(text) ? { kind: 'literal', value: text } : null;
}
