import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** The tree of names in uWebSockets.js ignores longer ones in silence. */
const maxLabels = 10;
const hostName = /^(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}$/;

/**
 * A server name as clients send it: lower case, in ASCII (RFC 6066 §3), with `*.` kept in front.
 * `null`: no such name can be served.
 */
export function serverName(written: string): string | null {
  const wildcard = written.startsWith('*.') ? '*.' : '';
  const domain = written.slice(wildcard.length);
  if (/[\s/?#@:\\]/.test(domain)) return null;
  const ascii = domainToASCII(domain);
  const name = wildcard + ascii;
  return hostName.test(ascii) && isIP(ascii) === 0 && name.split('.').length <= maxLabels ? name : null;
}
