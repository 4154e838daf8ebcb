import type { HeaderPlaceholder } from '../../shared/policies/header-text.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';

/** The value of a placeholder for one request; `null` when there is none. */
export type Placeholder = (exchange: Exchange) => string | null;

/** What a request gives; `{BaseUrl}` is the same for all of them. */
export const placeholders = {
  RemoteIpAddress: (exchange) => clientAddress(exchange) || null,
  UpstreamHost: (exchange) => exchange.host,
  // Known once calls are traced.
  TraceId: () => null,
} as const satisfies Record<Exclude<HeaderPlaceholder, 'BaseUrl'>, Placeholder>;

/**
 * `{DownstreamBaseUrl}`: where the request went, with a slash at the end; `null` before it has gone anywhere. The ports 80
 * and 443 are left out with either scheme. Source: Ocelot, placeholders of header transforms.
 */
export function serviceAddress({ endpoint, route, secure }: Exchange): string | null {
  if (endpoint === null) return null;
  const { authority } = endpoint;
  const end = authority.endsWith(':80') ? -3 : authority.endsWith(':443') ? -4 : authority.length;
  return `${(route?.secure ?? secure) ? 'https' : 'http'}://${authority.slice(0, end)}/`;
}
