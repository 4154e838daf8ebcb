import type { RateLimitPartition } from '../../shared/policies/rate-limit.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';

/** Says whose quota a request counts against. */
export type Partition = (exchange: Exchange) => string;

/** Several things together: each with its length, so that no value can pretend to be two. */
export function partition(parts: readonly RateLimitPartition[], clientIdHeader: string): Partition {
  const readers = parts.filter(({ kind }) => kind !== 'route').map((part) => reader(part, clientIdHeader));
  const [first] = readers;
  if (first === undefined) return () => '';
  if (readers.length === 1) return first;
  return (exchange) => {
    let text = '';
    for (const read of readers) {
      const value = read(exchange);
      text += `${value.length}:${value}`;
    }
    return text;
  };
}

/** What a request does not have is empty: such requests share a quota. */
function reader(part: RateLimitPartition, clientIdHeader: string): Partition {
  switch (part.kind) {
    case 'client':
      return (exchange) => exchange.header(clientIdHeader) ?? '';
    case 'ip':
      return clientAddress;
    case 'header':
      return (exchange) => exchange.header(part.name) ?? '';
    case 'claim':
      return (exchange) => exchange.user?.claims.values(part.name).join(',') ?? '';
    case 'route':
      return () => '';
  }
}
