import type { CachePlan } from '../../shared/policies/cache.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when answers are not kept. */
export function cachePlan(_effective: EffectiveRoute, _loadBalancingKey: string): CachePlan | null {
  return null;
}
