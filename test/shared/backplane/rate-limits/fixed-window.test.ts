import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MemoryRateLimits } from '../../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { rule } from '../../../support/rate-limit-rules.js';
import { busiest, replay, stepsOf } from './replay.js';

/** `12` is allowed at 12 ms, `12!0.5` refused with half a second to wait. */
function lineOf(text: string): (readonly [at: number, refusedFor: number | null])[] {
  return text.split(' ').map((entry) => {
    const [at, wait] = entry.split('!');
    return [Number(at), wait === undefined ? null : Number(wait)];
  });
}

/** Source: Ocelot, rate limiting, time lines. */
describe('three requests a second', () => {
  test.each([
    [0, '0 100 200 300!0.7 999!0.001 1000 1001'],
    [0, '0 100 200 1500 1600'],
    [500, '0 10 20 30!0.5 280!0.25 530 531 600'],
    [1_000, '0 50 100 150!1 650!0.5 1155'],
    [3_000, '0 1 2 3!3 1500!1.503 3002!0.001 3003'],
    [3_000, '0 1 1500 1501'],
    // Here Ocelot refuses a client that used what it had and no more.
    [3_000, '0 1 2 1500 4000 4500'],
    [3_000, '0 1 2 5100'],
  ])('wait %i ms: %s', (wait, text) => {
    let now = 0;
    const store = new MemoryRateLimits(10, () => now);
    for (const [at, refusedFor] of lineOf(text)) {
      now = 1_700_000_000_000 + at;
      const decision = store.take(rule('FixedWindow', { wait }), 'k');
      expect([at, decision.allowed, decision.retryAfter / 1_000]).toEqual([at, refusedFor === null, refusedFor ?? 0]);
    }
  });
});

test.each([0, 3_000])(
  'a limit of 0 with wait %i refuses everything, the first request without a time to wait',
  (wait) => {
    let now = 5_000;
    const store = new MemoryRateLimits(10, () => now);
    const none = rule('FixedWindow', { limit: 0, wait });
    expect(store.take(none, 'k')).toMatchObject({ allowed: false, remaining: 0, retryAfter: 0 });
    now += 100;
    expect(store.take(none, 'k')).toMatchObject({ allowed: false, retryAfter: wait === 0 ? 900 : wait });
  },
);

it('says what is left and when the window ends', () => {
  let now = 10_000;
  const store = new MemoryRateLimits(10, () => now);
  expect(store.take(rule('FixedWindow'), 'k')).toEqual({
    allowed: true,
    remaining: 2,
    resetAt: 11_000,
    retryAfter: 0,
  });
  now += 10;
  expect(store.take(rule('FixedWindow'), 'k')).toMatchObject({ remaining: 1, resetAt: 11_000 });
});

it('begins anew when the clock is set back', () => {
  let now = 10_000_000;
  const store = new MemoryRateLimits(10, () => now);
  const one = rule('FixedWindow', { limit: 1 });
  store.take(one, 'k');
  now -= 3_600_000;
  expect(store.take(one, 'k').allowed).toBe(true);
  expect(store.take(one, 'k')).toMatchObject({ allowed: false, retryAfter: 1_000 });
});

it('lets at most twice the limit but one through in any period', () => {
  const waits = fc.oneof(fc.constant(0), fc.integer({ min: 1_000, max: 3_000 }));
  fc.assert(
    fc.property(stepsOf(200), fc.integer({ min: 1, max: 10 }), waits, (steps, limit, wait) => {
      const { allowed } = replay(steps, rule('FixedWindow', { limit, wait }));
      expect(busiest(allowed, 1_000)).toBeLessThanOrEqual(2 * limit - 1);
    }),
  );
});

it('lets more through with a wait that is shorter than the period', () => {
  const waits = fc.integer({ min: 1, max: 999 });
  fc.assert(
    fc.property(stepsOf(200), fc.integer({ min: 1, max: 10 }), waits, (steps, limit, wait) => {
      const { allowed } = replay(steps, rule('FixedWindow', { limit, wait }));
      expect(busiest(allowed, 1_000)).toBeLessThanOrEqual(limit * (Math.ceil(1_000 / wait) + 1));
    }),
  );
});

it('lets a refused client in exactly when it said', () => {
  fc.assert(
    fc.property(stepsOf(50), fc.integer({ min: 0, max: 3_000 }), (steps, wait) => {
      const { lastRefusal, takeAt } = replay(steps, rule('FixedWindow', { wait }));
      fc.pre(lastRefusal !== null);
      expect(takeAt(lastRefusal!.at + lastRefusal!.retryAfter - 1).allowed).toBe(false);
      expect(takeAt(lastRefusal!.at + lastRefusal!.retryAfter).allowed).toBe(true);
    }),
  );
});
