import type { Config } from '../../../shared/config/config.js';
import type { Route } from '../../../shared/config/route.js';
import { parseTemplate, placeholderNames } from '../../../shared/path-template.js';

/** What the client's side of a route or an aggregate captures: from path, query and headers. */
export function upstreamPlaceholders(
  entry: Pick<Route, 'UpstreamPathTemplate' | 'UpstreamHeaderTemplates'>,
): readonly string[] {
  return [
    ...placeholderNames(parseTemplate(entry.UpstreamPathTemplate)),
    ...headerPlaceholders(entry.UpstreamHeaderTemplates),
  ];
}

/** By route key: what the aggregates that call the route put into its template. */
export function placeholdersOfAggregates(config: Config): ReadonlyMap<string, readonly string[]> {
  const byKey = new Map<string, string[]>();
  for (const aggregate of config.Aggregates) {
    const names = [...upstreamPlaceholders(aggregate), ...aggregate.RouteKeysConfig.map((entry) => entry.Parameter)];
    for (const key of aggregate.RouteKeys) byKey.set(key, [...(byKey.get(key) ?? []), ...names]);
  }
  return byKey;
}

function headerPlaceholders(templates: Readonly<Record<string, string>>): string[] {
  return Object.values(templates).flatMap((template) =>
    [...template.matchAll(/\{header:([^}]*)\}/gi)].map((match) => match[1]!),
  );
}
