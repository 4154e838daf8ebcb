import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rule } from '../../../support/rate-limit-rules.js';
import { busiest, replay, stepsOf } from './replay.js';

const limits = fc.integer({ min: 1, max: 10 });

it('never lets more than the limit through in a period, wherever that begins', () => {
  fc.assert(
    fc.property(stepsOf(200), limits, (steps, limit) => {
      const { allowed } = replay(steps, rule('SlidingWindow', { limit }));
      expect(busiest(allowed, 1_000)).toBeLessThanOrEqual(limit);
    }),
  );
});

it('refuses only a client that had its limit within 17/16 of a period', () => {
  fc.assert(
    fc.property(stepsOf(50), limits, (steps, limit) => {
      const { allowed, lastRefusal } = replay(steps, rule('SlidingWindow', { limit }));
      fc.pre(lastRefusal !== null);
      const recent = allowed.filter((time) => lastRefusal!.at - time <= (1_000 * 17) / 16);
      expect(recent.length).toBeGreaterThanOrEqual(limit);
    }),
  );
});

it('lets a refused client in when it said, and not before', () => {
  fc.assert(
    fc.property(stepsOf(50), limits, (steps, limit) => {
      const { lastRefusal, takeAt } = replay(steps, rule('SlidingWindow', { limit }));
      fc.pre(lastRefusal !== null && lastRefusal.retryAfter > 1);
      expect(takeAt(lastRefusal!.at + lastRefusal!.retryAfter - 1).allowed).toBe(false);
      expect(takeAt(lastRefusal!.at + Math.ceil(lastRefusal!.retryAfter)).allowed).toBe(true);
    }),
  );
});

it('gives the whole quota back when it said', () => {
  fc.assert(
    fc.property(stepsOf(50), limits, (steps, limit) => {
      const { decisions, takeAt } = replay(steps, rule('SlidingWindow', { limit }));
      expect(takeAt(Math.ceil(decisions.at(-1)!.resetAt)).remaining).toBe(limit - 1);
    }),
  );
});

it('refuses everything with a limit of 0', () => {
  expect(replay([0], rule('SlidingWindow', { limit: 0 })).decisions).toMatchObject([
    { allowed: false, remaining: 0, retryAfter: 1_000 },
  ]);
});
