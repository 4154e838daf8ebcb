import type { Config } from '../../../shared/config/config.js';
import type { Route } from '../../../shared/config/route.js';
import type { Finding } from './check.js';

interface Group {
  readonly members: number[];
  /** Routes without a method list. */
  readonly any: number[];
  readonly byMethod: Map<string, number[]>;
}

/**
 * Two routes do not take the same requests: same path template, host and header templates, and a method in common.
 * Source: Ocelot, validation, duplicate routes.
 */
export function* duplicateRoutes(config: Config): Generator<Finding> {
  const groups = new Map<string, Group>();
  for (const [index, route] of config.Routes.entries()) join(groups, index, route);
  for (const group of groups.values()) {
    if (group.members.length === 1) continue;
    for (const index of group.members) {
      const route = config.Routes[index]!;
      const other = rivals(group, route).find((rival) => rival !== index);
      if (other === undefined) continue;
      const suggestion = `Routes[${other}] takes the same requests: change path, host, methods or header templates of one, or remove it.`;
      yield {
        path: ['Routes', index, 'UpstreamPathTemplate'],
        message: `route ${route.UpstreamPathTemplate} has duplicate`,
        suggestion,
      };
    }
  }
}

/** Upper case, each once. */
export function methodsOf(list: readonly string[]): string[] {
  return [...new Set(list.map((method) => method.trim().toUpperCase()))];
}

function join(groups: Map<string, Group>, index: number, route: Route): void {
  const headers = Object.entries(route.UpstreamHeaderTemplates).sort(([left], [right]) => (left < right ? -1 : 1));
  const key = JSON.stringify([route.UpstreamPathTemplate, route.UpstreamHost ?? '', headers]);
  let group = groups.get(key);
  if (group === undefined) {
    group = { members: [], any: [], byMethod: new Map() };
    groups.set(key, group);
  }
  group.members.push(index);
  const methods = methodsOf(route.UpstreamHttpMethod);
  if (methods.length === 0) group.any.push(index);
  for (const method of methods) {
    const takers = group.byMethod.get(method);
    if (takers === undefined) group.byMethod.set(method, [index]);
    else takers.push(index);
  }
}

/** Two of each list are enough to find one that is not the route itself. */
function rivals(group: Group, route: Route): number[] {
  const methods = methodsOf(route.UpstreamHttpMethod);
  if (methods.length === 0) return group.members.slice(0, 2);
  return [...group.any.slice(0, 2), ...methods.flatMap((method) => group.byMethod.get(method)!.slice(0, 2))];
}
