import type { ClaimsPlan } from '../../shared/policies/claims.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when nothing is made of claims. */
export function claimsPlan(_effective: EffectiveRoute): ClaimsPlan | null {
  return null;
}
