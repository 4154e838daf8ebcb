import type { AuthenticationPlan } from '../../shared/policies/authentication.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when everybody may call. */
export function authenticationPlan(_effective: EffectiveRoute): AuthenticationPlan | null {
  return null;
}
