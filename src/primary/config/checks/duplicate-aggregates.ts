import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';
import { methodsOf } from './duplicate-routes.js';

/**
 * An aggregate has a path and host of its own, among aggregates and among routes that list one of its methods.
 * Source: Ocelot, aggregation, start-up errors.
 */
export function* duplicateAggregates(config: Config): Generator<Finding> {
  const aggregates = new Map<string, { readonly index: number; readonly methods: ReadonlySet<string> }>();
  for (const [index, aggregate] of config.Aggregates.entries()) {
    const key = keyOf(aggregate);
    const earlier = aggregates.get(key);
    if (earlier === undefined)
      aggregates.set(key, { index, methods: new Set(methodsOf(aggregate.UpstreamHttpMethod)) });
    else {
      const path = ['Aggregates', index, 'UpstreamPathTemplate'];
      const message = `aggregate ${aggregate.UpstreamPathTemplate} has duplicate aggregate`;
      yield {
        path,
        message,
        suggestion: `Aggregates[${earlier.index}] has the same path and host: change or remove one.`,
      };
    }
  }
  for (const [index, route] of aggregates.size === 0 ? [] : config.Routes.entries()) {
    const rival = aggregates.get(keyOf(route));
    if (rival === undefined || !methodsOf(route.UpstreamHttpMethod).some((method) => rival.methods.has(method)))
      continue;
    const path = ['Routes', index, 'UpstreamPathTemplate'];
    const message = `route ${route.UpstreamPathTemplate} has duplicate aggregate`;
    yield {
      path,
      message,
      suggestion: `Aggregates[${rival.index}] has the same path, host and method: change or remove one.`,
    };
  }
}

function keyOf(entry: { readonly UpstreamPathTemplate: string; readonly UpstreamHost?: string | undefined }): string {
  return JSON.stringify([entry.UpstreamPathTemplate, entry.UpstreamHost ?? '']);
}
