import type { RetryPlan } from '../../shared/policies/retry.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when calls are not repeated. */
export function retryPlan(_effective: EffectiveRoute): RetryPlan | null {
  return null;
}
