import type { PolicyName } from './scenario.js';
import { scheme, token } from './token.js';

/** What a policy is in the gateway's configuration, and what requests must bring along. */
export interface PolicySketch {
  readonly route: object;
  readonly config?: object;
  /** Request fields. */
  readonly fields?: Readonly<Record<string, string>>;
}

export const policies = {
  transforms: {
    route: {
      UpstreamPathTemplate: '/bench/json?value={value}',
      DownstreamPathTemplate: '/bench/json?renamed={value}',
      UpstreamHeaderTransform: { 'X-Forwarded-Host': '{UpstreamHost}', 'X-Gateway': 'margay' },
      DownstreamHeaderTransform: { 'X-Served-By': 'margay' },
    },
  },
  jwt: {
    route: { AuthenticationOptions: { AuthenticationProviderKeys: ['Bench'] } },
    config: { Authentication: { Schemes: { Bench: scheme } } },
    fields: { authorization: `Bearer ${token}` },
  },
  claims: {
    route: {
      AuthenticationOptions: { AuthenticationProviderKeys: ['Bench'], AllowedScopes: ['orders.read'] },
      RouteClaimsRequirement: { role: 'buyer' },
      AddHeadersToRequest: { 'X-Customer': 'Claims[sub] > value[1] > |' },
    },
  },
  rateLimit: {
    route: { RateLimitOptions: { Limit: 1_000_000_000, Period: '1h' } },
    fields: { 'oc-client': 'bench' },
  },
  cache: { route: { CacheOptions: { TtlSeconds: 3600 } } },
} as const satisfies Record<PolicyName, PolicySketch>;

/** The request fields of a scenario. */
export function fieldsOf(names: readonly PolicyName[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...names.map((name) => (policies[name] as PolicySketch).fields ?? {}));
}
