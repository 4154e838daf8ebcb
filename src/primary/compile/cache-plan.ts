import { cacheDefaults } from '../../shared/config/cache-options.js';
import { type CachePlan, statusRange } from '../../shared/policies/cache.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when answers are not kept. Source: Ocelot, caching, options and merge. */
export function cachePlan({ cache }: EffectiveRoute, loadBalancingKey: string): CachePlan | null {
  const seconds = cache?.TtlSeconds ?? 0;
  if (cache === null || seconds <= 0) return null;
  const statusCodes = cache.StatusCodes?.length ? cache.StatusCodes : cacheDefaults.statusCodes;
  return {
    ttl: seconds * 1_000,
    region: cache.Region?.trim() || loadBalancingKey,
    header: (cache.Header?.trim() || cacheDefaults.header).toLowerCase(),
    hashesBody: cache.EnableContentHashing ?? false,
    mode: cache.Mode ?? cacheDefaults.mode,
    coalesce: cache.Coalesce ?? cacheDefaults.coalesce,
    statuses: statusCodes.flatMap((text) => statusRange(text) ?? []),
  };
}
