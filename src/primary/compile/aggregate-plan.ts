import type { Aggregate } from '../../shared/config/aggregate.js';
import { httpHandlerDefaults } from '../../shared/config/http-handler-options.js';
import { type ExtensionNames, noExtensions } from '../../shared/extensions/extension-names.js';
import type { AggregationPlan, ExpansionPlan } from '../../shared/policies/aggregation.js';
import { noBalancer } from '../../shared/policies/balancer.js';
import type { RoutePlan } from '../../shared/snapshot.js';
import { headerPlan } from './header-plan.js';
import { plain } from './route-plan.js';
import { upstreamId, upstreamPlan } from './upstream-plan.js';

/**
 * An aggregate: its members are routes with the aggregate's upstream side, whose placeholders fill their templates. With
 * one member it is that route, and nothing is wrapped. Source: Ocelot, aggregation, execution.
 *
 * @param byKey the routes of the configuration; the checks have seen that every key is there
 */
export function aggregatePlan(
  aggregate: Aggregate,
  index: number,
  byKey: ReadonlyMap<string, RoutePlan>,
  extensions: ExtensionNames = noExtensions,
): RoutePlan {
  const upstream = upstreamPlan(aggregate);
  const identity = {
    id: `aggregate ${upstreamId(upstream)}`,
    name: aggregate.UpstreamPathTemplate,
    source: `Aggregates[${index}]`,
    upstream,
  };
  const members = aggregate.RouteKeys.flatMap((key) => {
    const route = byKey.get(key);
    return route === undefined ? [] : [{ key, route: { ...route, upstream } }];
  });
  const [only] = members;
  if (only !== undefined && members.length === 1) return { ...only.route, ...identity };
  return {
    ...identity,
    downstream: {
      pathTemplate: '/',
      scheme: null,
      method: null,
      version: { version: '1.1', policy: 'orLower' },
      hostHeader: { kind: 'service' },
    },
    service: { id: 'aggregate', destinations: [], balancer: noBalancer, connections },
    timeout: 90_000,
    blockedBy: [],
    ...plain,
    loadBalancingKey: identity.id,
    requestHeaders: headerPlan(aggregate.UpstreamHeaderTransform, 'request', extensions.placeholders),
    responseHeaders: headerPlan(aggregate.DownstreamHeaderTransform, 'response', extensions.placeholders),
    members,
    aggregation: aggregationPlan(aggregate),
  };
}

function aggregationPlan(aggregate: Aggregate): AggregationPlan {
  const { Aggregator, RouteKeysConfig, MergeHeaders } = aggregate;
  return {
    aggregator: Aggregator?.trim() || null,
    expansions: RouteKeysConfig.length === 0 ? null : expansionPlans(RouteKeysConfig),
    partFailure: aggregate.PartFailure,
    partTimeout: aggregate.PartTimeout,
    mergeHeaders: Object.entries(MergeHeaders).map(([name, from]) => [name.toLowerCase(), from]),
    maxBytes: aggregate.MaxBytes,
    maxCalls: aggregate.MaxCalls,
    parallelCalls: aggregate.ParallelCalls,
  };
}

/** Of several entries for one key the first counts. Source: Ocelot, complex aggregation. */
function expansionPlans(entries: Aggregate['RouteKeysConfig']): ExpansionPlan[] {
  return entries
    .filter(({ RouteKey }, index) => entries.findIndex((entry) => entry.RouteKey === RouteKey) === index)
    .map(({ RouteKey, JsonPath, Parameter }) => ({ key: RouteKey, jsonPath: JsonPath, parameter: Parameter }));
}

/** Of no service: the members have their own. */
const connections = {
  max: httpHandlerDefaults.maxConnectionsPerServer,
  lifetime: 0,
  acceptAnyCertificate: false,
  clientCertificate: null,
};
