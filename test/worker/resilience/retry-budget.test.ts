import { describe, expect, it } from 'vitest';
import { RetryBudget } from '../../../src/worker/resilience/retry-budget.js';

/** How many of so many repetitions are allowed. */
function taken(budget: RetryBudget, asked: number): number {
  let count = 0;
  for (let i = 0; i < asked; i++) if (budget.take()) count++;
  return count;
}

function requests(budget: RetryBudget, count: number): void {
  for (let i = 0; i < count; i++) budget.request();
}

describe('a budget of repetitions', () => {
  it('is a share of the requests', () => {
    const budget = new RetryBudget(20, { now: 0 });
    requests(budget, 1_000);
    expect(taken(budget, 1_000)).toBe(200);
  });

  it('is ten for a route that has few', () => {
    const budget = new RetryBudget(20, { now: 0 });
    requests(budget, 5);
    expect(taken(budget, 50)).toBe(10);
  });

  it('comes back when ten seconds have passed, and goes with the requests', () => {
    const clock = { now: 0 };
    const budget = new RetryBudget(50, clock);
    requests(budget, 100);
    expect(taken(budget, 100)).toBe(50);
    clock.now = 10_000;
    expect(taken(budget, 100)).toBe(0);
    clock.now = 10_001;
    expect(taken(budget, 100)).toBe(10);
  });
});
