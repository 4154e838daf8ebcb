import { createHash } from 'node:crypto';
import type { RoutePlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';

/** The URL as the client wrote it. Source: Ocelot, caching, key. */
export function clientUrl({ secure, host, path, query }: Exchange): string {
  const scheme = secure ? 'https' : 'http';
  return query === undefined ? `${scheme}://${host}${path}` : `${scheme}://${host}${path}?${query}`;
}

/**
 * What distinguishes a route, the same in every worker and on every host: routes never serve each other's answers, and a
 * route that points elsewhere after a reload does not serve those of the old place.
 */
export function keyPrefix({ id, loadBalancingKey }: RoutePlan): string {
  return createHash('sha256').update(`${id}\n${loadBalancingKey}`).digest('base64').slice(0, 16);
}

/**
 * Beyond Ocelot's key: the route and the URL for the service, so that members of an aggregate have entries of their own. No
 * part can hold a line break, so parts cannot run into each other.
 *
 * @param method that of the request to the service
 * @param header in lower case
 */
export function cacheKey(prefix: string, method: string, exchange: Exchange, header: string): string {
  const { path, target } = exchange;
  // A path that goes on as it is says nothing new; no target is empty.
  const own = target === path ? '' : target;
  return `${prefix}${method} ${clientUrl(exchange)}\n${own}\n${exchange.header(header) ?? ''}`;
}

export function withBody(key: string, body: Buffer): string {
  return `${key}\n${createHash('sha256').update(body).digest('base64')}`;
}
