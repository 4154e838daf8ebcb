import { expect, test } from 'vitest';
import { retryPlan } from '../../../src/primary/compile/retry-plan.js';
import { callTimeout } from '../../../src/worker/resilience/resilience.js';
import { routePlan } from '../../support/plans.js';

test.each([
  [null, null, null],
  [300, null, 300],
  [null, 200, 200],
  [300, 200, 200],
  [200, 300, 200],
])('quality of service with %s ms and a try with %s ms leave %s ms for a call', (timeout, perTry, expected) => {
  const retry = { ...retryPlan({ retry: {} })!, perTryTimeout: perTry };
  const qos = timeout === null ? null : { timeout, breaker: null };
  expect(callTimeout(routePlan({ plan: { qos, retry } }))).toBe(expected);
});
