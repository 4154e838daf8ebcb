import { describe, expect, it, test } from 'vitest';
import { effectiveRoute } from '../../../src/primary/compile/effective-route.js';
import { retryPlan } from '../../../src/primary/compile/retry-plan.js';
import { retries } from '../../../src/primary/config/checks/retries.js';
import { config } from '../../../src/shared/config/config.js';

/** The plan of a route with these options, under these global ones. */
function plan(own: object | undefined, global?: object) {
  const { Routes, GlobalConfiguration } = config.parse({
    Routes: [{ Key: 'a', ...(own === undefined ? {} : { RetryOptions: own }) }],
    GlobalConfiguration: global === undefined ? {} : { RetryOptions: global },
  });
  return retryPlan(effectiveRoute(Routes[0]!, GlobalConfiguration));
}

describe('the plan of RetryOptions', () => {
  it('is none without the block', () => {
    expect(plan(undefined)).toBeNull();
  });

  it('repeats once what is idempotent, with an empty block', () => {
    expect(plan({})).toEqual({
      count: 1,
      methods: ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'],
      statusCodes: [502, 503, 504],
      backoff: 100,
      perTryTimeout: null,
      maxBodyBytes: 65_536,
      budgetPercent: 20,
    });
  });

  it('is as it is written', () => {
    const written = {
      Count: 3,
      Methods: ['get', 'Purge', ' post '],
      StatusCodes: [500],
      Backoff: '1s',
      PerTryTimeout: '250ms',
      MaxBodyBytes: '1MB',
      BudgetPercent: 50,
    };
    expect(plan(written)).toEqual({
      count: 3,
      methods: ['GET', 'Purge', 'POST'],
      statusCodes: [500],
      backoff: 1_000,
      perTryTimeout: 250,
      maxBodyBytes: 1_048_576,
      budgetPercent: 50,
    });
  });

  it('takes from the global block what the route leaves out', () => {
    expect(plan({ Count: 3 }, { Count: 2, Backoff: 7, StatusCodes: [500] })).toMatchObject({
      count: 3,
      backoff: 7,
      statusCodes: [500],
    });
  });

  it('takes nothing from a global block for other routes', () => {
    expect(plan(undefined, { Count: 2, RouteKeys: ['b'] })).toBeNull();
    expect(plan(undefined, { Count: 2, RouteKeys: ['a'] })).toMatchObject({ count: 2 });
  });

  it('is none when the route says 0', () => {
    expect(plan({ Count: 0 }, { Count: 2 })).toBeNull();
  });

  it('has no time for a try with 0', () => {
    expect(plan({ PerTryTimeout: 0 })).toMatchObject({ perTryTimeout: null });
  });
});

test.each([
  [{ Count: -1 }],
  [{ Count: 11 }],
  [{ StatusCodes: [200] }],
  [{ StatusCodes: ['5xx'] }],
  [{ BudgetPercent: 0 }],
  [{ BudgetPercent: 101 }],
  [{ Backoff: 'soon' }],
  [{ MaxBodyBytes: -1 }],
])('%j is refused', (options) => {
  expect(config.safeParse({ Routes: [{ RetryOptions: options }] }).success).toBe(false);
});

test('methods that are none, and methods that do things twice, are told of', () => {
  const found = retries(
    config.parse({
      Routes: [{ RetryOptions: { Methods: ['GET', 'put', 'PO ST'] } }],
      DynamicRoutes: [{ RetryOptions: { Methods: ['Delete'] } }],
      GlobalConfiguration: { RetryOptions: { Methods: ['post'] } },
    }),
  );
  expect([...found].map(({ severity, path, message }) => [severity, path.join('.'), message])).toEqual([
    [undefined, 'Routes.0.RetryOptions.Methods.2', '"PO ST" is not an HTTP method'],
    [
      'warning',
      'GlobalConfiguration.RetryOptions.Methods.0',
      'RetryOptions repeats POST: a service that had done its work before it failed does it twice',
    ],
  ]);
});
