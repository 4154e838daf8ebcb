import type { GlobalConfiguration } from '../../shared/config/global-configuration.js';
import type { Route } from '../../shared/config/route.js';
import { type ExtensionNames, noExtensions } from '../../shared/extensions/extension-names.js';
import { readHostHeader } from '../../shared/policies/host-header.js';
import type { DownstreamScheme, RoutePlan } from '../../shared/snapshot.js';
import { authenticationPlan } from './authentication-plan.js';
import { authorizationPlan } from './authorization-plan.js';
import { cachePlan } from './cache-plan.js';
import { claimsPlan } from './claims-plan.js';
import { delegatingHandlersPlan } from './delegating-handlers-plan.js';
import { effectiveRoute } from './effective-route.js';
import { handlerPlan } from './handler-plan.js';
import { headerPlan } from './header-plan.js';
import { httpVersionPlan } from './http-version.js';
import { blockedBy } from './inactive.js';
import { loadBalancingKey } from './load-balancing-key.js';
import { metadataPlan } from './metadata-plan.js';
import { methodName } from './method-name.js';
import { qosPlan } from './qos-plan.js';
import { rateLimitPlan } from './rate-limit-plan.js';
import { requestIdPlan } from './request-id-plan.js';
import { retryPlan } from './retry-plan.js';
import { routeLimitsPlan } from './route-limits-plan.js';
import { routeTimeout } from './route-timeout.js';
import { securityPlan } from './security-plan.js';
import { servicePlan } from './service-plan.js';
import { upstreamId, upstreamPlan } from './upstream-plan.js';

/** A route that uses nothing beside proxying. */
export const plain = {
  security: null,
  requestHeaders: null,
  responseHeaders: null,
  requestId: null,
  limits: null,
  handler: { followRedirects: false, cookieContainer: false, proxy: false },
  authentication: null,
  authorization: null,
  claims: null,
  cache: null,
  rateLimit: null,
  qos: null,
  retry: null,
  delegatingHandlers: null,
  metadata: null,
  members: null,
  aggregation: null,
} as const;

export function routePlan(
  route: Route,
  index: number,
  global: GlobalConfiguration,
  extensions: ExtensionNames = noExtensions,
): RoutePlan {
  const effective = effectiveRoute(route, global);
  const upstream = upstreamPlan(route);
  const id = upstreamId(upstream);
  const version = httpVersionPlan(route.DownstreamHttpVersion, route.DownstreamHttpVersionPolicy);
  const handler = handlerPlan(effective.httpHandler);
  const key = loadBalancingKey(effective, upstream);
  return {
    id,
    name: route.UpstreamPathTemplate,
    source: `Routes[${index}]`,
    upstream,
    downstream: {
      pathTemplate: route.DownstreamPathTemplate,
      scheme: (route.DownstreamScheme?.trim().toLowerCase() || null) as DownstreamScheme | null,
      method: methodName(route.DownstreamHttpMethod ?? '') || null,
      version,
      hostHeader: readHostHeader(route.HostHeader) ?? { kind: 'service' },
    },
    service: servicePlan(effective, id, version, handler),
    timeout: routeTimeout(effective),
    blockedBy: blockedBy(effective),
    ...plain,
    handler,
    requestHeaders: headerPlan(effective.upstreamHeaders, 'request', extensions.placeholders),
    responseHeaders: headerPlan(effective.downstreamHeaders, 'response', extensions.placeholders),
    requestId: requestIdPlan(route.RequestIdKey, global.RequestIdKey),
    security: securityPlan(effective.security),
    limits: routeLimitsPlan(route.Limits),
    loadBalancingKey: key,
    authentication: authenticationPlan(effective),
    authorization: authorizationPlan(effective),
    claims: claimsPlan(effective),
    cache: cachePlan(effective, key),
    rateLimit: rateLimitPlan(effective, key),
    qos: qosPlan(effective),
    retry: retryPlan(effective),
    delegatingHandlers: delegatingHandlersPlan(route.DelegatingHandlers, extensions.handlers),
    metadata: metadataPlan(route, global),
  };
}
