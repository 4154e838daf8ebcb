import type { Aggregate } from '../../shared/config/aggregate.js';
import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import { httpHandlerDefaults } from '../../shared/config/http-handler-options.js';
import type { Route } from '../../shared/config/route.js';
import type { DownstreamScheme, RoutePlan } from '../../shared/snapshot.js';
import { effectiveRoute } from './effective-route.js';
import { blockedBy } from './inactive.js';
import { servicePlan } from './service-plan.js';
import { upstreamId, upstreamPlan } from './upstream-plan.js';

/** Methods that are sent in upper case however they are written; others are case-sensitive (RFC 9110, 9.1). */
const standardMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
  'QUERY',
]);

/** A route that uses nothing beside proxying. */
const plain = {
  security: null,
  requestHeaders: null,
  responseHeaders: null,
  requestId: null,
  limits: null,
  handler: { followRedirects: false, cookieContainer: false, proxy: false },
} as const;

export function routePlan(route: Route, index: number, global: GlobalConfiguration): RoutePlan {
  const effective = effectiveRoute(route, global);
  const upstream = upstreamPlan(route);
  const id = upstreamId(upstream);
  return {
    id,
    name: route.UpstreamPathTemplate,
    source: `Routes[${index}]`,
    upstream,
    downstream: {
      pathTemplate: route.DownstreamPathTemplate,
      scheme: (route.DownstreamScheme?.trim().toLowerCase() || null) as DownstreamScheme | null,
      method: downstreamMethod(route.DownstreamHttpMethod),
      version: { version: '1.1', policy: 'orLower' },
      hostHeader: { kind: 'service' },
    },
    service: servicePlan(effective, id),
    timeout: effective.timeout * 1_000,
    blockedBy: blockedBy(effective),
    ...plain,
  };
}

/** Aggregates are not active yet: the route stands where it will stand and is blocked. */
export function aggregatePlan(aggregate: Aggregate, index: number): RoutePlan {
  const upstream = upstreamPlan(aggregate);
  const id = `aggregate ${upstreamId(upstream)}`;
  const connections = {
    max: httpHandlerDefaults.maxConnectionsPerServer,
    lifetime: 0,
    acceptAnyCertificate: false,
    clientCertificate: null,
  };
  return {
    id,
    name: aggregate.UpstreamPathTemplate,
    source: `Aggregates[${index}]`,
    upstream,
    downstream: {
      pathTemplate: '/',
      scheme: null,
      method: null,
      version: { version: '1.1', policy: 'orLower' },
      hostHeader: { kind: 'service' },
    },
    service: { id, destinations: [], balancer: { type: 'NoLoadBalancer' }, connections },
    timeout: 90_000,
    blockedBy: ['Aggregates'],
    ...plain,
  };
}

function downstreamMethod(method: string | undefined): string | null {
  const name = method?.trim() ?? '';
  if (name === '') return null;
  return standardMethods.has(name.toUpperCase()) ? name.toUpperCase() : name;
}
