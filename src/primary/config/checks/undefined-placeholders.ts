import type { Config } from '../../../shared/config/config.js';
import type { Route } from '../../../shared/config/route.js';
import { parseTemplate, placeholderNames } from '../../../shared/path-template.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { placeholdersOfAggregates, upstreamPlaceholders } from './upstream-placeholders.js';

/** A downstream placeholder that nothing defines would be sent as it is written: a warning. */
export function* undefinedPlaceholders(config: Config): Generator<Finding> {
  const fromAggregates = placeholdersOfAggregates(config);
  for (const [index, route] of config.Routes.entries()) {
    const wanted = placeholderNames(parseTemplate(route.DownstreamPathTemplate));
    if (wanted.length === 0) continue;
    const defined = placeholdersDefined(route, fromAggregates);
    for (const name of wanted) {
      if (defined.has(name)) continue;
      const meant = nearest(name, defined);
      const message = `DownstreamPathTemplate '${route.DownstreamPathTemplate}' uses {${name}}, which the upstream side does not define`;
      const suggestion =
        meant === null ? 'It is sent as it is written; define it in UpstreamPathTemplate.' : `Did you mean {${meant}}?`;
      yield { severity: 'warning', path: ['Routes', index, 'DownstreamPathTemplate'], message, suggestion };
    }
  }
}

function placeholdersDefined(
  route: Route,
  fromAggregates: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const defined = new Set(upstreamPlaceholders(route));
  for (const name of Object.keys(route.ChangeDownstreamPathTemplate)) defined.add(name);
  for (const name of fromAggregates.get(route.Key ?? '') ?? []) defined.add(name);
  return defined;
}
