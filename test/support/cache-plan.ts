import type { CachePlan } from '../../src/shared/policies/cache.js';

/** As `CacheOptions` with `TtlSeconds: 60` compile. */
export function cachePlan(more: Partial<CachePlan> = {}): CachePlan {
  return {
    ttl: 60_000,
    region: 'r',
    header: 'oc-cache-control',
    hashesBody: false,
    mode: 'ocelot',
    coalesce: 'worker',
    statuses: [{ first: 200, last: 299 }],
    ...more,
  };
}
