import type { EffectiveRoute } from './effective-route.js';

/**
 * Until a service's response head must be there, ms. A timeout of the route that ends before the one of its quality of
 * service would hide that one, so it becomes twice as long. Source: Ocelot, timeouts.
 */
export function routeTimeout({ timeout, qos }: Pick<EffectiveRoute, 'timeout' | 'qos'>): number {
  const own = timeout * 1_000;
  const inner = qos?.Timeout ?? 0;
  return inner > 0 && own <= inner ? inner * 2 : own;
}
