import type { Config } from '../../../shared/config/config.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';

/** Every key of an aggregate names exactly one route. Source: Ocelot, aggregation, start-up errors. */
export function* aggregateRoutes(config: Config): Generator<Finding> {
  const counts = new Map<string, number>();
  for (const { Key } of config.Routes) if (Key !== undefined) counts.set(Key, (counts.get(Key) ?? 0) + 1);
  for (const [index, aggregate] of config.Aggregates.entries()) {
    const wrong = aggregate.RouteKeys.find(
      (key, place) => counts.get(key) !== 1 || aggregate.RouteKeys.indexOf(key) !== place,
    );
    if (wrong === undefined) continue;
    const template = aggregate.UpstreamPathTemplate;
    const message = `Routes for aggregateRoute ${template} either do not exist or do not have correct ServiceName property`;
    yield { path: ['Aggregates', index, 'RouteKeys'], message, suggestion: reason(wrong, counts) };
  }
}

function reason(key: string, counts: ReadonlyMap<string, number>): string {
  const count = counts.get(key) ?? 0;
  if (count > 1) return `${count} routes have the Key ${JSON.stringify(key)}: give each a key of its own.`;
  if (count === 1) return `${JSON.stringify(key)} is listed twice.`;
  const meant = nearest(key, counts.keys());
  return meant === null
    ? `Give a route the Key ${JSON.stringify(key)}.`
    : `No route has the Key ${JSON.stringify(key)}; did you mean ${meant}?`;
}
