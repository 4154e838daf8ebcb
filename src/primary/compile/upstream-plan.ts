import type { Aggregate } from '../../shared/config/aggregate.js';
import type { Route } from '../../shared/config/route.js';
import { isCatchAll } from '../../shared/path-template.js';
import type { UpstreamPlan } from '../../shared/snapshot.js';

/** The client's side of a route or an aggregate. */
export function upstreamPlan(entry: Route | Aggregate): UpstreamPlan {
  return {
    pathTemplate: entry.UpstreamPathTemplate,
    caseSensitive: entry.RouteIsCaseSensitive,
    methods: [...new Set(entry.UpstreamHttpMethod.map((method) => method.trim().toUpperCase()))],
    host: entry.UpstreamHost?.trim() || null,
    headerTemplates: Object.entries(entry.UpstreamHeaderTemplates).map(([name, template]) => [
      name.toLowerCase(),
      template,
    ]),
    priority: isCatchAll(entry.UpstreamPathTemplate) ? 0 : entry.Priority,
  };
}

/** What makes a route the same one in the next snapshot: two valid routes never share it. */
export function upstreamId({ pathTemplate, methods, host, headerTemplates }: UpstreamPlan): string {
  const headers = headerTemplates.map(([name, template]) => `|${name}: ${template}`).join('');
  return `${methods.join(',')}|${pathTemplate}|${host ?? ''}${headers}`;
}
