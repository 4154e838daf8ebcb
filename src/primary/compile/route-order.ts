import type { RoutePlan } from '../../shared/snapshot.js';

/**
 * The order in which routes are tried: priority descending; among equals as given (routes in file order, then aggregates).
 * Source: Ocelot, candidate filter, order and choice.
 */
export function routeOrder(routes: readonly RoutePlan[]): RoutePlan[] {
  return routes.toSorted((left, right) => right.upstream.priority - left.upstream.priority);
}
