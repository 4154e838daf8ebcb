import type { AuthenticationOptions } from '../../shared/config/authentication-options.js';
import type { CacheOptions } from '../../shared/config/cache-options.js';
import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import type { HeaderTransforms } from '../../shared/config/header-transforms.js';
import type { HttpHandlerOptions } from '../../shared/config/http-handler-options.js';
import type { LoadBalancerOptions } from '../../shared/config/load-balancer-options.js';
import type { QoSOptions } from '../../shared/config/qos-options.js';
import type { RateLimitOptions } from '../../shared/config/rate-limit-options.js';
import type { RetryOptions } from '../../shared/config/retry-options.js';
import type { Route } from '../../shared/config/route.js';
import type { SecurityOptions } from '../../shared/config/security-options.js';
import { inherited, mergeBlock, unlessEmpty } from './merge-block.js';

/** What holds for a route once the global section is merged in. `null`: the feature is off. */
export interface EffectiveRoute {
  readonly route: Route;
  readonly authentication: AuthenticationOptions | null;
  readonly cache: CacheOptions | null;
  readonly httpHandler: HttpHandlerOptions | null;
  readonly loadBalancer: LoadBalancerOptions | null;
  readonly qos: QoSOptions | null;
  readonly rateLimit: RateLimitOptions | null;
  readonly retry: RetryOptions | null;
  readonly security: SecurityOptions | null;
  readonly upstreamHeaders: HeaderTransforms;
  readonly downstreamHeaders: HeaderTransforms;
  /** Seconds. */
  readonly timeout: number;
}

/** Source: Ocelot, route options and global option blocks. Nothing is written back into the configuration. */
export function effectiveRoute(route: Route, global: GlobalConfiguration): EffectiveRoute {
  const key = route.Key;
  return {
    route,
    authentication: mergeBlock(
      withoutBlankSchemes(route.AuthenticationOptions),
      inherited(key, global.AuthenticationOptions),
    ),
    cache: mergeBlock(route.CacheOptions, inherited(key, global.CacheOptions)),
    httpHandler: mergeBlock(route.HttpHandlerOptions, inherited(key, global.HttpHandlerOptions)),
    loadBalancer: mergeBlock(route.LoadBalancerOptions, inherited(key, global.LoadBalancerOptions)),
    qos: mergeBlock(route.QoSOptions, inherited(key, global.QoSOptions)),
    rateLimit: rateLimit(route, global),
    retry: mergeBlock(route.RetryOptions, inherited(key, global.RetryOptions)),
    security: hasLists(route.SecurityOptions)
      ? route.SecurityOptions!
      : hasLists(global.SecurityOptions)
        ? global.SecurityOptions!
        : null,
    upstreamHeaders: headers(route.UpstreamHeaderTransform, global.UpstreamHeaderTransform),
    downstreamHeaders: headers(route.DownstreamHeaderTransform, global.DownstreamHeaderTransform),
    timeout: timeout(route.Timeout, global.Timeout),
  };
}

/** A list that names no scheme counts as none, so that the global one holds. */
function withoutBlankSchemes(options: AuthenticationOptions | undefined): AuthenticationOptions | undefined {
  if (options?.AuthenticationProviderKeys === undefined) return options;
  const named = options.AuthenticationProviderKeys.filter((key) => key.trim() !== '');
  return { ...options, AuthenticationProviderKeys: named };
}

/** `EnableRateLimiting: false` on either level switches the limit off. Source: Ocelot, rate limiting, merge specifics. */
function rateLimit(route: Route, global: GlobalConfiguration): RateLimitOptions | null {
  const own = unlessEmpty(route.RateLimitOptions);
  const above = inherited(route.Key, unlessEmpty(global.RateLimitOptions));
  if (own?.EnableRateLimiting === false || above?.EnableRateLimiting === false) return null;
  return mergeBlock(own, above);
}

function hasLists(options: SecurityOptions | undefined): boolean {
  return options !== undefined && options.IPAllowedList.length + options.IPBlockedList.length > 0;
}

/** Route entries, then the global ones of other names. Source: Ocelot, header transforms, global merge, without regard to case. */
function headers(own: HeaderTransforms, global: HeaderTransforms): HeaderTransforms {
  const names = new Set(Object.keys(own).map((name) => name.toLowerCase()));
  const rest = Object.entries(global).filter(([name]) => !names.has(name.toLowerCase()));
  return rest.length === 0 ? own : { ...own, ...Object.fromEntries(rest) };
}

const defaultTimeout = 90;

/** Source: Ocelot, timeouts: a route's value that is not positive skips the global one. */
function timeout(own: number | undefined, global: number | undefined): number {
  if (own !== undefined) return own > 0 ? own : defaultTimeout;
  return global !== undefined && global > 0 ? global : defaultTimeout;
}
