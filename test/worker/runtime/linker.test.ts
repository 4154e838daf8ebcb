import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { retryPlan } from '../../../src/primary/compile/retry-plan.js';
import { counters } from '../../../src/shared/backplane/counters.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { retryOptions } from '../../../src/shared/config/retry-options.js';
import type { QosPlan } from '../../../src/shared/policies/qos.js';
import { Schemes } from '../../../src/worker/auth/schemes.js';
import { ownStores } from '../../../src/worker/backplane/shared-stores.js';
import { Balancers } from '../../../src/worker/balance/balancers.js';
import { AnswerCache } from '../../../src/worker/cache/answer-cache.js';
import { Clock } from '../../../src/worker/clock.js';
import { Deadlines } from '../../../src/worker/deadlines.js';
import { Registry } from '../../../src/worker/extensions/registry.js';
import { CookieJars } from '../../../src/worker/forward/cookies/cookie-jars.js';
import { Pools } from '../../../src/worker/forward/pools.js';
import { Breakers } from '../../../src/worker/resilience/breakers.js';
import { RetryBudgets } from '../../../src/worker/resilience/retry-budgets.js';
import { Linker } from '../../../src/worker/runtime/linker.js';
import type { RouteRuntime } from '../../../src/worker/runtime/route.js';
import type { Runtime } from '../../../src/worker/runtime/runtime.js';
import { cachePlan } from '../../support/cache-plan.js';
import { collectGarbage } from '../../support/collect-garbage.js';
import { routePlan, settings } from '../../support/plans.js';
import { rateLimitPlan } from '../../support/rate-limit-plan.js';

const clock = new Clock(() => {});

afterAll(() => clock.stop());

function linker(): Linker {
  const own = new MemoryCounters(() => clock.now);
  const stores = ownStores();
  const state = {
    pools: new Pools(clock),
    jars: new CookieJars(),
    balancers: new Balancers(counters(own, stores.counters)),
    deadlines: new Deadlines(clock),
    rateLimits: stores.rateLimits,
    schemes: new Schemes({ info: () => {}, warn: () => {} }),
    breakers: new Breakers(clock, () => {}),
    budgets: new RetryBudgets(clock),
    cache: new AnswerCache(clock),
  };
  return new Linker(settings(), state, new Registry([]));
}

function routeOf({ matcher }: Runtime, path: string): RouteRuntime {
  const request = { method: 'GET', host: 'a', path, query: undefined, header: () => null };
  return matcher.match(request)!.route;
}

it('gives routes that do the same one list of steps', () => {
  const making = linker();
  making.add([routePlan({ path: '/a' }), routePlan({ path: '/b' })]);
  making.add([routePlan({ path: '/c' }), routePlan({ path: '/d', blockedBy: ['X'] }), routePlan({ path: '/e' })]);
  const runtime = making.finish();
  const [a, b, c, d, e] = ['/a', '/b', '/c', '/d', '/e'].map((path) => routeOf(runtime, path).steps);
  expect(b).toBe(a);
  expect(c).toBe(a);
  expect(d).toHaveLength(a!.length + 1);
  expect(e).toEqual(a);
});

it('keeps no plan of a route', async () => {
  const qos: QosPlan = {
    timeout: 100,
    breaker: {
      minimumThroughput: 2,
      failureRatio: null,
      scope: 'route',
      breakDuration: 1_000,
      samplingDuration: 1_000,
    },
  };
  const retry = retryPlan({ retry: retryOptions.parse({ Count: 1 }) });
  const plans = [
    routePlan({ path: '/a' }),
    routePlan({ path: '/b', balancer: 'RoundRobin', destinations: [1, 2] }),
    routePlan({ path: '/c', plan: { qos, retry } }),
    routePlan({ path: '/d', plan: { cache: cachePlan(), rateLimit: rateLimitPlan('/d', { Limit: 3, Period: '1s' }) } }),
  ];
  const refs = plans.map((plan) => new WeakRef(plan));
  const making = linker();
  making.add(plans.splice(0));
  const runtime = making.finish();
  await turn();
  collectGarbage();
  expect(refs.map((ref) => ref.deref())).toEqual(refs.map(() => undefined));
  expect(routeOf(runtime, '/b').name).toBe('/b');
});
