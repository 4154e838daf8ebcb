import { adminHost } from './admin-host.js';
import { aggregateOptions } from './aggregate-options.js';
import { aggregateRequestIds } from './aggregate-request-ids.js';
import { aggregateRoutes } from './aggregate-routes.js';
import { aggregators } from './aggregators.js';
import { authenticationSchemes } from './authentication-schemes.js';
import { balancerOptions } from './balancer-options.js';
import { balancers } from './balancers.js';
import { baseUrls } from './base-urls.js';
import { braces } from './braces.js';
import { cachedAnswers } from './cached-answers.js';
import type { Check } from './check.js';
import { claimExpressions } from './claim-expressions.js';
import { claimRequirements } from './claim-requirements.js';
import { claimTargets } from './claim-targets.js';
import { connectionLifetimes } from './connection-lifetimes.js';
import { delegatingHandlers } from './delegating-handlers.js';
import { destinations } from './destinations.js';
import { discoveryProvider } from './discovery-provider.js';
import { downstreamSchemes } from './downstream-schemes.js';
import { duplicateAggregates } from './duplicate-aggregates.js';
import { duplicateRoutes } from './duplicate-routes.js';
import { headerTransforms } from './header-transforms.js';
import { healthPath } from './health-path.js';
import { hostHeaders } from './host-headers.js';
import { httpVersions } from './http-versions.js';
import { ipLists } from './ip-lists.js';
import { listeners } from './listeners.js';
import { metadataOptions } from './metadata-options.js';
import { methods } from './methods.js';
import { pathTemplates } from './path-templates.js';
import { ports } from './ports.js';
import { qosTimeouts } from './qos-timeouts.js';
import { qosValues } from './qos-values.js';
import { rateLimitAlgorithms } from './rate-limit-algorithms.js';
import { rateLimitClaims } from './rate-limit-claims.js';
import { rateLimitPartitions } from './rate-limit-partitions.js';
import { rateLimits } from './rate-limits.js';
import { redisAddress } from './redis-address.js';
import { repeatedPlaceholders } from './repeated-placeholders.js';
import { requestIdKeys } from './request-id-keys.js';
import { retries } from './retries.js';
import { riskyOptions } from './risky-options.js';
import { schemeSettings } from './scheme-settings.js';
import { trustedProxies } from './trusted-proxies.js';
import { undefinedPlaceholders } from './undefined-placeholders.js';
import { weights } from './weights.js';

/** Every rule, in the order in which findings are told. A rule must stay linear in the number of routes. */
export const checks: readonly Check[] = [
  pathTemplates,
  braces,
  repeatedPlaceholders,
  undefinedPlaceholders,
  duplicateRoutes,
  destinations,
  ports,
  downstreamSchemes,
  methods,
  httpVersions,
  balancers,
  balancerOptions,
  weights,
  authenticationSchemes,
  schemeSettings,
  claimExpressions,
  claimTargets,
  claimRequirements,
  headerTransforms,
  requestIdKeys,
  hostHeaders,
  baseUrls,
  ipLists,
  rateLimits,
  rateLimitAlgorithms,
  rateLimitPartitions,
  rateLimitClaims,
  cachedAnswers,
  connectionLifetimes,
  qosTimeouts,
  qosValues,
  retries,
  riskyOptions,
  delegatingHandlers,
  discoveryProvider,
  aggregateRoutes,
  aggregateRequestIds,
  aggregateOptions,
  duplicateAggregates,
  aggregators,
  listeners,
  adminHost,
  redisAddress,
  healthPath,
  metadataOptions,
  trustedProxies,
];
