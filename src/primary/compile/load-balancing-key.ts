import { balancerType, stickySessionCookie } from '../../shared/config/load-balancer-options.js';
import type { UpstreamPlan } from '../../shared/snapshot.js';
import type { EffectiveRoute } from './effective-route.js';

/** The identity of a static route in counters, cache regions and sessions. Source: Ocelot, LB key. */
export function loadBalancingKey({ route, loadBalancer }: EffectiveRoute, { methods, host }: UpstreamPlan): string {
  const type = balancerType(loadBalancer?.Type) ?? loadBalancer?.Type ?? '';
  if (type === 'CookieStickySessions') return `${type}:${stickySessionCookie(loadBalancer)}`;
  const places = route.DownstreamHostAndPorts.map(({ Host, Port }) => `${Host}:${Port}`).join(',');
  return [
    ...(methods.length === 0 ? [] : [methods.join(',')]),
    route.UpstreamPathTemplate,
    host ?? 'no-host',
    places || 'no-host-and-port',
    route.ServiceNamespace?.trim() || 'no-svc-ns',
    route.ServiceName?.trim() || 'no-svc-name',
    type,
    loadBalancer?.Key?.trim() || 'no-lb-key',
  ].join('|');
}
