import { shortAddress } from './addresses/address-text.js';
import type { Exchange } from './exchange.js';
import { nodeAddress } from './forwarded/nodes.js';
import { trustedHops } from './forwarded/trusted-hops.js';

/** Spelling an address out costs more than looking it up, and clients come again. */
const spelled = new Map<string, string>();
const maxSpelled = 10_000;

/**
 * The address of the client in its usual short form. Behind trusted proxies (`Gateway.ForwardedHeaders.TrustedProxies`) it is
 * the last one of their chain that is not trusted itself, or that no longer is an address. Empty when nobody knows it.
 */
export function clientAddress(exchange: Exchange): string {
  exchange.clientAddress ??= findClient(exchange);
  return exchange.clientAddress;
}

/** The other end of the connection, in its usual short form; empty when the connection is gone or has no address. */
export function peerAddress(exchange: Exchange): string {
  if (exchange.settled) return '';
  const text = Buffer.from(exchange.response.getRemoteAddressAsText()).toString('latin1');
  let address = spelled.get(text);
  if (address !== undefined) return address;
  address = shortAddress(text) ?? '';
  if (spelled.size >= maxSpelled) spelled.clear();
  spelled.set(text, address);
  return address;
}

function findClient(exchange: Exchange): string {
  let address = peerAddress(exchange);
  const { trustedProxies } = exchange.gateway.runtime;
  if (trustedProxies === null || !trustedProxies.has(address)) return address;
  const { elements } = trustedHops(exchange);
  for (let i = elements.length - 1; i >= 0; i--) {
    const before = nodeAddress(elements[i]!.get('for') ?? '');
    if (before === null) break;
    address = before;
    if (!trustedProxies.has(address)) break;
  }
  return address;
}
