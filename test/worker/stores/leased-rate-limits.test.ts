import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeasingStore } from '../../../src/shared/backplane/rate-limit-store.js';
import { MemoryRateLimits } from '../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { LeasedRateLimits } from '../../../src/worker/stores/leased-rate-limits.js';
import { rule } from '../../support/rate-limit-rules.js';

/** A store behind a round trip. */
class Distant implements LeasingStore {
  asked = 0;
  answers = true;
  readonly #store: MemoryRateLimits;

  constructor(now: () => number) {
    this.#store = new MemoryRateLimits(100, now);
  }

  async take(...[one, key]: Parameters<LeasingStore['take']>) {
    this.asked += 1;
    await null;
    return this.answers ? this.#store.take(one, key) : null;
  }

  async lease(...[one, key]: Parameters<LeasingStore['lease']>) {
    this.asked += 1;
    await null;
    return this.answers ? this.#store.lease(one, key) : null;
  }

  release(...[one, key]: Parameters<LeasingStore['release']>): void {
    this.#store.release(one, key);
  }
}

function workers(count: number) {
  const clock = { now: 1_000_000 };
  const store = new Distant(() => clock.now);
  return { clock, store, all: Array.from({ length: count }, () => new LeasedRateLimits(store, 100, () => clock.now)) };
}

const leased = (limit: number, more = {}) => rule('FixedWindow', { limit, leased: true, ...more });

it('allows the limit exactly when one worker gets all requests', async () => {
  const { store, all } = workers(1);
  const decisions = [];
  for (let i = 0; i < 120; i++) decisions.push(await all[0]!.take(leased(100), 'k'));
  expect(decisions.filter((one) => one!.allowed)).toHaveLength(100);
  expect(decisions.slice(0, 100).map((one) => one!.remaining)).toEqual(Array.from({ length: 100 }, (_, i) => 99 - i));
  // A tenth of what is left each time; the refusal is remembered.
  expect(store.asked).toBeLessThan(35);
});

it('allows no more than the limit and loses no more than the others hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.nat(7), { minLength: 400, maxLength: 400 }),
      async (limit, count, order) => {
        const { all } = workers(count);
        let allowed = 0;
        let refused = false;
        for (const pick of order) {
          const decision = await all[pick % count]!.take(leased(limit), 'k');
          if (decision!.allowed) allowed += 1;
          else if (!refused) {
            refused = true;
            expect(allowed).toBeGreaterThanOrEqual(limit - (count - 1) * (Math.ceil(limit / 10) - 1));
          }
        }
        expect(allowed).toBeLessThanOrEqual(limit);
      },
    ),
    { numRuns: 50 },
  );
});

it('keeps to the limit when many ask at once', async () => {
  const { all } = workers(4);
  const decisions = await Promise.all(Array.from({ length: 400 }, (_, i) => all[i % 4]!.take(leased(100), 'k')));
  expect(decisions.filter((one) => one!.allowed)).toHaveLength(100);
});

describe('at the end of a window', () => {
  it('forgets what is left of a lease', async () => {
    const { clock, all } = workers(1);
    await all[0]!.take(leased(100), 'k');
    clock.now += 1_000;
    expect(await all[0]!.take(leased(100), 'k')).toMatchObject({ allowed: true, remaining: 99 });
  });

  it('forgets a refusal, which says when that is', async () => {
    const { clock, all } = workers(1);
    await all[0]!.take(leased(1), 'k');
    clock.now += 400;
    expect(await all[0]!.take(leased(1), 'k')).toMatchObject({ allowed: false, retryAfter: 600 });
    clock.now += 100;
    expect(all[0]!.take(leased(1), 'k')).toMatchObject({ allowed: false, retryAfter: 500 });
    clock.now += 500;
    expect(await all[0]!.take(leased(1), 'k')).toMatchObject({ allowed: true });
  });
});

it('decides nothing when the store does not', async () => {
  const { store, all } = workers(1);
  store.answers = false;
  expect(await all[0]!.take(leased(10), 'k')).toBeNull();
  store.answers = true;
  expect(await all[0]!.take(leased(10), 'k')).toMatchObject({ allowed: true });
});

it('asks the store each time for rules that are exact, and releases there', async () => {
  const { store, all } = workers(1);
  const one = rule('Concurrency', { limit: 1 });
  expect(await all[0]!.take(one, 'k')).toMatchObject({ allowed: true });
  expect(await all[0]!.take(one, 'k')).toMatchObject({ allowed: false });
  all[0]!.release(one, 'k');
  expect(await all[0]!.take(one, 'k')).toMatchObject({ allowed: true });
  expect(store.asked).toBe(3);
});
