import type { AuthorizationPlan } from '../../shared/policies/authorization.js';
import type { EffectiveRoute } from './effective-route.js';

/**
 * `null` when the route asks for neither scopes nor claims. Scopes count on routes that authenticate, claims on all.
 * Source: Ocelot, authorization.
 */
export function authorizationPlan(effective: EffectiveRoute): AuthorizationPlan | null {
  const scopes = isAuthenticated(effective) ? (effective.authentication?.AllowedScopes ?? []) : [];
  const claims = Object.entries(effective.route.RouteClaimsRequirement);
  if (scopes.length === 0 && claims.length === 0) return null;
  return { scopes: scopes.length === 0 ? null : scopes, claims };
}

/** Whether somebody tells who calls: a scheme is named, and the route is not opened to everybody. */
export function isAuthenticated({ authentication }: Pick<EffectiveRoute, 'authentication'>): boolean {
  if (authentication === null || authentication.AllowAnonymous === true) return false;
  return (authentication.AuthenticationProviderKeys ?? []).some((key) => key.trim() !== '');
}
