import { expect, test } from 'vitest';
import { retryPlan } from '../../../src/primary/compile/retry-plan.js';
import { RetryBudgets } from '../../../src/worker/resilience/retry-budgets.js';
import { routePlan } from '../../support/plans.js';

const route = (path: string, BudgetPercent = 20) =>
  routePlan({ path, plan: { retry: retryPlan({ retry: { BudgetPercent } }) } });

test('a route keeps its budget from one snapshot to the next, while its share stays the same', () => {
  const budgets = new RetryBudgets({ now: 0 });
  const own = budgets.get(route('/a'))!;
  const other = budgets.get(route('/b'))!;
  expect(other).not.toBe(own);
  expect(budgets.get(route('/a', 30))).not.toBe(own);
  budgets.keepOnly(new Set([own]));
  expect(budgets.get(route('/a'))).toBe(own);
  expect(budgets.get(route('/b'))).not.toBe(other);
});

test('a route that repeats nothing has none', () => {
  expect(new RetryBudgets({ now: 0 }).get(routePlan())).toBeNull();
});
