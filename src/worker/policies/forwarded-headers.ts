import type { RoutePlan } from '../../shared/snapshot.js';
import { peerAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';
import { elementText, ownElement } from '../forwarded/element.js';
import { trustedHops } from '../forwarded/trusted-hops.js';
import type { LinkContext, Policy, Step } from '../pipeline.js';

const names = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded'] as const;

/**
 * Tells the service who calls: `X-Forwarded-For`, `-Proto`, `-Host` and `Forwarded` (RFC 7239). What trusted proxies said is
 * carried on, anybody else's word is replaced. A header that a transform of the route sets stays as that says.
 */
export const forwardedHeaders: Policy = {
  name: 'forwarded-headers',
  link({ requestHeaders }: RoutePlan, { settings }: LinkContext) {
    if (!settings.forwardedHeaders.send) return null;
    const set = new Set((requestHeaders ?? []).flatMap(({ name, add }) => (add === null ? [] : [name.toLowerCase()])));
    return set.size === 0 ? sendAll : send(names.map((name) => (set.has(name) ? null : name)));
  },
};

/** @param sent `null` stands for the name of a field that is not sent */
function send(sent: readonly (string | null)[]): Step {
  return (exchange) => {
    const values = valuesFor(exchange);
    for (let i = 0; i < sent.length; i++) {
      const name = sent[i]!;
      if (name !== null) exchange.setHeader(name, values[i]!);
    }
    return true;
  };
}

/** One for all routes that set none of the fields themselves. */
const sendAll = send(names);

/** In the order of `names`. */
function valuesFor(exchange: Exchange): readonly string[] {
  const peer = peerAddress(exchange) || 'unknown';
  const { host, secure, gateway } = exchange;
  const proto = secure ? 'https' : 'http';
  const own = ownElement(peer, host, proto);
  if (gateway.runtime.trustedProxies?.has(peer) !== true) return [peer, proto, host, own];
  const hops = trustedHops(exchange);
  return [
    hops.addresses === '' ? peer : `${hops.addresses}, ${peer}`,
    hops.proto ?? proto,
    hops.host ?? host,
    [...hops.elements.map(elementText), own].join(', '),
  ];
}
