import { pathToFileURL } from 'node:url';
import type { MatchRequest } from '../src/worker/match/candidate.js';
import { MatcherBuilder } from '../src/worker/match/matcher.js';
import { compileTarget, type TargetPlan } from '../src/worker/target/compile-target.js';
import type { TargetBuilder } from '../src/worker/target/target-builder.js';

/** What one request costs in the matcher, target URL included. */
export interface MatcherResult {
  readonly routes: number;
  /** Median over rounds. */
  readonly nsPerMatch: number;
  /** Longest `add` of 250 routes. */
  readonly slowestAddMs: number;
}

const ROUNDS = 7;
const REQUESTS_PER_ROUND = 200_000;
/** Distinct requests, as many for one route as for many: what they cost by being many is not the matcher's. */
const REQUESTS = 10_000;
const ROUTES_PER_ADD = 250;

/** One route and 10,000 with the same first segments and placeholders; requests are spread over all of them. */
export function benchMatcher(): MatcherResult[] {
  return [1, 10_000].map(measure);
}

function measure(count: number): MatcherResult {
  const plans = Array.from({ length: count }, (_, index) => routePlan(index));
  const routes = plans.map((plan) => ({ upstream: plan.upstream, route: compileTarget(plan) }));
  const builder = new MatcherBuilder<TargetBuilder>();
  let slowestAddMs = 0;
  for (let at = 0; at < count; at += ROUTES_PER_ADD) {
    const start = performance.now();
    builder.add(routes.slice(at, at + ROUTES_PER_ADD));
    slowestAddMs = Math.max(slowestAddMs, performance.now() - start);
  }
  const matcher = builder.build();
  const requests = Array.from({ length: REQUESTS }, (_, index) => request((index * 7919) % count));
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < REQUESTS_PER_ROUND; index++) {
      const each = requests[index % requests.length];
      if (each === undefined) throw new Error('no request');
      const match = matcher.match(each);
      if (match === null || match.route.build(match, each) === '') throw new Error(`no route for ${each.path}`);
    }
    return Number(process.hrtime.bigint() - start) / REQUESTS_PER_ROUND;
  });
  const measured = rounds.slice(1).sort((a, b) => a - b);
  return { routes: count, nsPerMatch: Math.round(measured[ROUNDS >> 1] ?? 0), slowestAddMs };
}

function request(route: number): MatchRequest {
  return {
    method: 'GET',
    path: `/api/v1/tenants/t${route % 97}/resource${route}/items/${route}`,
    query: undefined,
    host: 'localhost:5000',
    header: () => null,
  };
}

function routePlan(index: number): TargetPlan {
  const pathTemplate = `/api/v1/tenants/{tenant}/resource${index}/items/{item}`;
  return {
    upstream: { pathTemplate, caseSensitive: false, methods: ['GET'], host: null, headerTemplates: [], priority: 1 },
    downstream: { pathTemplate: `/resource${index}/{tenant}/{item}` },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.table(benchMatcher());
