import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import type { Route } from '../../shared/config/route.js';
import type { RoutePlan } from '../../shared/snapshot.js';

/** The route's metadata over the global one, key by key; `null` without any. Source: Ocelot, metadata. */
export function metadataPlan(route: Pick<Route, 'Metadata'>, global: GlobalConfiguration): RoutePlan['metadata'] {
  if (route.Metadata === undefined && global.Metadata === undefined) return null;
  return { ...global.Metadata, ...route.Metadata };
}
