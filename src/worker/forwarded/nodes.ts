import { shortAddress } from '../addresses/address-text.js';

/** The address in an entry of `X-Forwarded-For` or a `for` of `Forwarded`, a port left out; `null` when it holds none (RFC 7239, 6). */
export function nodeAddress(node: string): string | null {
  if (node.startsWith('[')) {
    const close = node.indexOf(']');
    return close === -1 ? null : shortAddress(node.slice(1, close));
  }
  const colon = node.indexOf(':');
  const isPort = colon !== -1 && !node.includes(':', colon + 1);
  return shortAddress(isPort ? node.slice(0, colon) : node);
}

/** A `for` of `Forwarded` as an entry of `X-Forwarded-For`: what is neither an address nor a plain name is unknown. */
export function listEntry(node: string): string {
  return nodeAddress(node) ?? (/^[\w.-]+$/.test(node) ? node : 'unknown');
}

/** The entries of a list such as `X-Forwarded-For`, in its order. */
export function listEntries(list: string): string[] {
  return list
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
