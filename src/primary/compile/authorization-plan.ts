import type { AuthorizationPlan } from '../../shared/policies/authorization.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when whoever the user is, he may. */
export function authorizationPlan(_effective: EffectiveRoute): AuthorizationPlan | null {
  return null;
}
