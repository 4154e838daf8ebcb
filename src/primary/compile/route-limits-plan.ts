import type { RouteLimits } from '../../shared/config/route-limits.js';
import type { RouteLimitsPlan } from '../../shared/snapshot.js';

/** `null` when the route sets none of its own. */
export function routeLimitsPlan(limits: RouteLimits | undefined): RouteLimitsPlan | null {
  if (limits === undefined || Object.values(limits).every((limit) => limit === null)) return null;
  return {
    bodyBytes: limits.BodyBytes,
    bodyIdleTimeout: limits.BodyIdleTimeout,
    bodyTimeout: limits.BodyTimeout,
    headerBytes: limits.HeaderBytes,
    headerCount: limits.HeaderCount,
    urlBytes: limits.UrlBytes,
  };
}
