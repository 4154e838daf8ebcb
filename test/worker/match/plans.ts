import type { RoutePlan } from '../../../src/shared/snapshot.js';
import type { MatchRequest } from '../../../src/worker/match/candidate.js';
import { type Matcher, MatcherBuilder } from '../../../src/worker/match/matcher.js';
import { routePlan } from '../../support/plans.js';

/** A route by its two templates; `index` says where it stands in the file. */
export function plan(path: string, to = path, upstream: Partial<RoutePlan['upstream']> = {}, index = 0): RoutePlan {
  const made = routePlan({ path, to });
  return { ...made, source: `Routes[${index}]`, upstream: { ...made.upstream, ...upstream } };
}

/** `url` is path and query as the client wrote them. */
export function request(
  url: string,
  { method = 'GET', host = 'localhost', headers = {} as Readonly<Record<string, string>> } = {},
): MatchRequest {
  const mark = url.indexOf('?');
  return {
    method,
    host,
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? undefined : url.slice(mark + 1),
    header: (name) => headers[name] ?? null,
  };
}

/** Orders as the primary does: priority descending, then the order given. */
export function matcher(...plans: readonly RoutePlan[]): Matcher<RoutePlan> {
  const builder = new MatcherBuilder<RoutePlan>();
  const sorted = plans.toSorted((a, b) => b.upstream.priority - a.upstream.priority);
  builder.add(sorted.map((route) => ({ upstream: route.upstream, route })));
  return builder.build();
}
