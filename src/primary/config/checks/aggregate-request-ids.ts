import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** The routes of an aggregate share one request id. Source: Ocelot, aggregation, start-up errors. */
export function* aggregateRequestIds(config: Config): Generator<Finding> {
  const own = new Map<string, number>();
  for (const [index, route] of config.Routes.entries()) {
    if (route.Key !== undefined && (route.RequestIdKey ?? '') !== '') own.set(route.Key, index);
  }
  for (const { UpstreamPathTemplate, RouteKeys } of config.Aggregates) {
    for (const key of RouteKeys) {
      const index = own.get(key);
      if (index === undefined) continue;
      const message = `aggregateRoute ${UpstreamPathTemplate} contains Route with specific RequestIdKey, this is not possible with Aggregates`;
      yield {
        path: ['Routes', index, 'RequestIdKey'],
        message,
        suggestion: 'Set GlobalConfiguration.RequestIdKey instead.',
      };
    }
  }
}
