import type { RoutePlan, UpstreamPlan } from '../../shared/snapshot.js';
import { compileTarget } from '../target/compile-target.js';
import type { MatchRequest } from './candidate.js';
import { type Matcher, MatcherBuilder } from './matcher.js';

/** Why a request goes where it goes. */
export interface Explanation {
  readonly winner: Verdict | null;
  /** Path and query that go to the service; `null` without a winner, or when a value would change the path. */
  readonly target: string | null;
  /** Other routes that match, in the order in which they would be chosen. */
  readonly matched: readonly Verdict[];
  /** Routes of this path that something else keeps from matching. */
  readonly missed: readonly Verdict[];
}

export interface Verdict {
  readonly plan: RoutePlan;
  /** One sentence for the user. */
  readonly why: string;
}

/** `routes` in the order of a snapshot. Meant for people: it compiles all routes for one request. */
export function explain(routes: readonly RoutePlan[], request: MatchRequest): Explanation {
  const winner = matcherOf(routes).match(request);
  const samePath = routes.filter((plan) => matchesWith(plan, request, {}));
  const matching = samePath.filter((plan) => matches(plan, request));
  const missed = samePath.filter((plan) => !matching.includes(plan));
  return {
    winner: winner === null ? null : { plan: winner.route, why: whyChosen(winner.route, matching) },
    target: winner === null ? null : compileTarget(winner.route).build(winner, request),
    matched: matching
      .filter((plan) => plan !== winner?.route)
      .map((plan) => ({ plan, why: whyPassedOver(plan, winner?.route ?? plan) })),
    missed: missed.map((plan) => ({ plan, why: whyMissed(plan, request) })),
  };
}

function whyChosen(plan: RoutePlan, matching: readonly RoutePlan[]): string {
  if (matching.length === 1) return 'the only route that matches';
  const openAndEarlier = matching.some((other) => other.upstream.host === null && matching.indexOf(other) === 0);
  if (plan.upstream.host !== null && openAndEarlier) return 'the first match that names this host';
  return 'the first match by priority, then by order in the file';
}

function whyPassedOver(plan: RoutePlan, winner: RoutePlan): string {
  if (winner.upstream.host !== null && plan.upstream.host === null)
    return 'a route that names the host comes before it';
  if (plan.upstream.priority < winner.upstream.priority) {
    return `priority ${plan.upstream.priority} is below ${winner.upstream.priority}`;
  }
  return `stands after ${winner.source}`;
}

function whyMissed(plan: RoutePlan, request: MatchRequest): string {
  const { methods, host, headerTemplates, pathTemplate } = plan.upstream;
  const reasons: string[] = [];
  if (!matchesWith(plan, request, { pathTemplate })) reasons.push(`the query is not that of ${pathTemplate}`);
  if (!matchesWith(plan, request, { methods })) reasons.push(`the method is not ${methods.join(', ')}`);
  if (!matchesWith(plan, request, { host })) reasons.push(`the host is not ${host}`);
  for (const [name, template] of headerTemplates) {
    const templates = [[name, template]] as const;
    if (!matchesWith(plan, request, { headerTemplates: templates })) {
      reasons.push(`the header ${name} is not ${template}`);
    }
  }
  return reasons.join('; ');
}

/** Whether the path matches together with those conditions that are named, whatever the others say. */
function matchesWith(plan: RoutePlan, request: MatchRequest, conditions: Partial<UpstreamPlan>): boolean {
  const pathTemplate = plan.upstream.pathTemplate.replace(/\?.*$/s, '?{query}');
  const upstream = { ...plan.upstream, pathTemplate, methods: [], host: null, headerTemplates: [], ...conditions };
  return matches({ ...plan, upstream }, request);
}

function matches(plan: RoutePlan, request: MatchRequest): boolean {
  return matcherOf([plan]).match(request) !== null;
}

function matcherOf(routes: readonly RoutePlan[]): Matcher<RoutePlan> {
  const builder = new MatcherBuilder<RoutePlan>();
  builder.add(routes.map((plan) => ({ upstream: plan.upstream, route: plan })));
  return builder.build();
}
