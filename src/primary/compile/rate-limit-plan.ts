import type { RateLimitPlan } from '../../shared/policies/rate-limit.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when as many requests may come as want to. */
export function rateLimitPlan(_effective: EffectiveRoute): RateLimitPlan | null {
  return null;
}
