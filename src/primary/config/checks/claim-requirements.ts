import type { Config } from '../../../shared/config/config.js';
import { isAuthenticated } from '../../compile/authorization-plan.js';
import { effectiveRoute } from '../../compile/effective-route.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { placeholdersOfAggregates, upstreamPlaceholders } from './upstream-placeholders.js';

const needsUser = [
  'RouteClaimsRequirement',
  'AddClaimsToRequest',
  'AddHeadersToRequest',
  'AddQueriesToRequest',
  'ChangeDownstreamPathTemplate',
] as const;

/** Requirements that nobody can meet, or that have no effect: warnings, because Ocelot starts with them. */
export function* claimRequirements(config: Config): Generator<Finding> {
  const fromAggregates = placeholdersOfAggregates(config);
  for (const [index, route] of config.Routes.entries()) {
    const known = [...upstreamPlaceholders(route), ...(fromAggregates.get(route.Key ?? '') ?? [])];
    for (const [type, value] of Object.entries(route.RouteClaimsRequirement)) {
      const name = /^\{([^{}]*)\}$/.exec(value)?.[1];
      if (name === undefined || known.includes(name)) continue;
      const meant = nearest(name, known);
      yield {
        severity: 'warning',
        path: ['Routes', index, 'RouteClaimsRequirement', type],
        message: `RouteClaimsRequirement: UpstreamPathTemplate '${route.UpstreamPathTemplate}' has no placeholder ${value}, so nobody may call`,
        suggestion: meant === null ? 'Name a placeholder of the upstream side.' : `Did you mean {${meant}}?`,
      };
    }
    const effective = effectiveRoute(route, config.GlobalConfiguration);
    if (isAuthenticated(effective)) continue;
    for (const option of needsUser) {
      if (Object.keys(route[option]).length === 0) continue;
      const message = `${option} needs a user, but nothing tells who calls, so every request is answered with 403`;
      const suggestion = 'Name a scheme in AuthenticationOptions.AuthenticationProviderKeys.';
      yield { severity: 'warning', path: ['Routes', index, option], message, suggestion };
    }
    if ((route.AuthenticationOptions?.AllowedScopes ?? []).length === 0) continue;
    yield {
      severity: 'warning',
      path: ['Routes', index, 'AuthenticationOptions', 'AllowedScopes'],
      message: 'AllowedScopes has no effect: nothing tells who calls',
      suggestion: 'Name a scheme in AuthenticationOptions.AuthenticationProviderKeys.',
    };
  }
}
