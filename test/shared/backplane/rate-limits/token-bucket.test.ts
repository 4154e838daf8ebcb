import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rule } from '../../../support/rate-limit-rules.js';
import { busiest, replay, stepsOf } from './replay.js';

const limits = fc.integer({ min: 1, max: 10 });

it('lets a burst of the limit and then its rate through, in any interval', () => {
  fc.assert(
    fc.property(stepsOf(200), limits, fc.integer({ min: 1, max: 5_000 }), (steps, limit, length) => {
      const { allowed } = replay(steps, rule('TokenBucket', { limit }));
      expect(busiest(allowed, length)).toBeLessThanOrEqual(limit * (1 + length / 1_000) + 1e-3);
    }),
  );
});

it('lets a refused client in when it said, and not before', () => {
  fc.assert(
    fc.property(stepsOf(50), limits, (steps, limit) => {
      const { lastRefusal, takeAt } = replay(steps, rule('TokenBucket', { limit }));
      fc.pre(lastRefusal !== null && lastRefusal.retryAfter > 1);
      expect(takeAt(lastRefusal!.at + lastRefusal!.retryAfter - 1).allowed).toBe(false);
      expect(takeAt(lastRefusal!.at + Math.ceil(lastRefusal!.retryAfter)).allowed).toBe(true);
    }),
  );
});

it('refills evenly', () => {
  const { decisions } = replay([0, 0, 0, 0, 333, 1, 0, 10_000], rule('TokenBucket'));
  expect(decisions.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
    [true, 2],
    [true, 1],
    [true, 0],
    [false, 0],
    [false, 0],
    [true, 0],
    [false, 0],
    [true, 2],
  ]);
});

it('is full when it said', () => {
  fc.assert(
    fc.property(stepsOf(50), limits, (steps, limit) => {
      const { decisions, takeAt } = replay(steps, rule('TokenBucket', { limit }));
      expect(takeAt(Math.ceil(decisions.at(-1)!.resetAt)).remaining).toBe(limit - 1);
    }),
  );
});

it('refuses everything with a limit of 0', () => {
  expect(replay([0], rule('TokenBucket', { limit: 0 })).decisions).toMatchObject([
    { allowed: false, remaining: 0, retryAfter: 1_000 },
  ]);
});
