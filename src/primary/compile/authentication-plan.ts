import type { AuthenticationPlan } from '../../shared/policies/authentication.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when everybody may call. Source: Ocelot, authentication options. */
export function authenticationPlan({ authentication }: EffectiveRoute): AuthenticationPlan | null {
  if (authentication === null || authentication.AllowAnonymous === true) return null;
  const names = (authentication.AuthenticationProviderKeys ?? []).map((key) => key.trim().toLowerCase());
  const schemes = [...new Set(names.filter((name) => name !== ''))];
  return schemes.length === 0 ? null : { schemes };
}
