import { balancerType, defaultExpiry, stickySessionCookie } from '../../shared/config/load-balancer-options.js';
import { type BalancerPlan, noBalancer } from '../../shared/policies/balancer.js';
import type { EffectiveRoute } from './effective-route.js';

/**
 * How a destination of the route is chosen. Turns and counts are kept by the route, or by the service that several routes
 * have; sessions by their cookie. Source: Ocelot, load balancing.
 */
export function balancerPlan(
  { route, loadBalancer }: Pick<EffectiveRoute, 'route' | 'loadBalancer'>,
  routeId: string,
): BalancerPlan {
  const type = balancerType(loadBalancer?.Type) ?? 'custom';
  const scope = loadBalancer?.Scope ?? 'worker';
  const key = loadBalancer?.Key?.trim() ?? '';
  const name = route.ServiceName?.trim() || routeId;
  switch (type) {
    case 'NoLoadBalancer':
      return noBalancer;
    case 'CookieStickySessions': {
      const cookie = stickySessionCookie(loadBalancer);
      return {
        ...{ type, custom: '', name: `${type}:${cookie}`, key: cookie },
        // A session that only one of several workers knows would not be one.
        scope: loadBalancer?.Scope ?? 'cluster',
        expiry: loadBalancer?.Expiry ?? defaultExpiry,
      };
    }
    case 'HeaderHash':
      return { type, custom: '', name, scope, key: key.toLowerCase(), expiry: 0 };
    case 'custom':
      return { type, custom: loadBalancer!.Type!.trim(), name, scope, key, expiry: loadBalancer?.Expiry ?? 0 };
    default:
      return { type, custom: '', name, scope, key: '', expiry: 0 };
  }
}
