import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RateLimitRule } from '../../src/shared/backplane/rate-limit-rule.js';
import type { LeasingStore, RateLimitDecision } from '../../src/shared/backplane/rate-limit-store.js';
import { rule } from './rate-limit-rules.js';

/** A store under test. */
export interface StoreUnderTest {
  readonly store: LeasingStore;
  /** Lets so much time pass, ms; more may pass. */
  pass(milliseconds: number): Promise<void> | void;
  close(): Promise<void> | void;
}

/** What every store of rate limits does. Periods that a test must not see the end of are long, so that a slow machine changes nothing. */
export function rateLimitContract(name: string, open: () => Promise<StoreUnderTest> | StoreUnderTest): void {
  describe(name, () => {
    let subject: StoreUnderTest;
    const long = 600_000;
    const newKey = (): string => randomUUID();
    const take = async (one: RateLimitRule, key: string): Promise<RateLimitDecision> =>
      (await subject.store.take(one, key))!;
    const takes = async (one: RateLimitRule, key: string, count: number): Promise<RateLimitDecision[]> => {
      const decisions: RateLimitDecision[] = [];
      for (let i = 0; i < count; i++) decisions.push(await take(one, key));
      return decisions;
    };
    /** On a slow machine a short period may be over before the limit is reached: then once more. */
    const untilRefused = async (one: RateLimitRule, key: string): Promise<RateLimitDecision> => {
      for (;;) {
        const decision = await take(one, key);
        if (!decision.allowed) return decision;
      }
    };

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    describe.each(['FixedWindow', 'SlidingWindow', 'TokenBucket'] as const)('%s', (algorithm) => {
      it('allows the limit, saying what is left, and refuses the next', async () => {
        const decisions = await takes(rule(algorithm, { period: long }), newKey(), 4);
        expect(decisions.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
          [true, 2],
          [true, 1],
          [true, 0],
          [false, 0],
        ]);
      });

      it('says when to come again, and then lets the client in', async () => {
        const one = rule(algorithm, { limit: 1, period: 800 });
        const key = newKey();
        const { retryAfter } = await untilRefused(one, key);
        expect(retryAfter).toBeGreaterThan(0);
        expect(retryAfter).toBeLessThanOrEqual((800 * 17) / 16);
        await subject.pass(Math.ceil(retryAfter) + 1);
        expect((await take(one, key)).allowed).toBe(true);
      });

      it('says when the whole quota is back', async () => {
        const [first, second] = await takes(rule(algorithm, { period: long }), newKey(), 2);
        const whole = algorithm === 'TokenBucket' ? long / 3 : long;
        expect(first!.resetAt - Date.now()).toBeGreaterThan(whole - 60_000);
        expect(first!.resetAt - Date.now()).toBeLessThan((whole * 17) / 16 + 60_000);
        if (algorithm === 'FixedWindow') expect(second!.resetAt).toBeCloseTo(first!.resetAt, 2);
      });

      it('counts every key by itself', async () => {
        const one = rule(algorithm, { limit: 1, period: long });
        const [a, b] = [newKey(), newKey()];
        await takes(one, a, 2);
        expect((await take(one, b)).allowed).toBe(true);
      });

      it('takes any text for a key', async () => {
        const one = rule(algorithm, { limit: 1, period: long });
        for (const text of ['{a}b\r\n*', `\u0000é€😀${newKey()}`, `${newKey()}${'x'.repeat(30_000)}`]) {
          const [first, second] = await takes(one, `${text}${algorithm}`, 2);
          expect([first!.allowed, second!.allowed]).toEqual([true, false]);
        }
      });

      it('keeps to the limit when many ask at once', async () => {
        const one = rule(algorithm, { limit: 20, period: long });
        const key = newKey();
        const decisions = await Promise.all(Array.from({ length: 100 }, () => take(one, key)));
        expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(20);
      });

      it('allows nothing with a limit of 0', async () => {
        const decisions = await takes(rule(algorithm, { limit: 0, period: long }), newKey(), 2);
        expect(decisions).toMatchObject([
          { allowed: false, remaining: 0 },
          { allowed: false, remaining: 0 },
        ]);
      });
    });

    it('FixedWindow refuses for the wait, which refused requests do not extend', async () => {
      const one = rule('FixedWindow', { limit: 1, period: 200, wait: long });
      const key = newKey();
      const first = await untilRefused(one, key);
      expect(first.retryAfter).toBe(long);
      await subject.pass(250);
      const later = await take(one, key);
      expect(later.allowed).toBe(false);
      expect(later.retryAfter).toBeLessThanOrEqual(long - 249);
    });

    it('FixedWindow lets the client in when a wait within the window is over', async () => {
      const one = rule('FixedWindow', { limit: 1, period: long, wait: 100 });
      const key = newKey();
      const { retryAfter } = await untilRefused(one, key);
      expect(retryAfter).toBe(100);
      await subject.pass(101);
      expect((await take(one, key)).allowed).toBe(true);
    });

    it('FixedWindow refuses nobody who used what he had and comes back later', async () => {
      const one = rule('FixedWindow', { limit: 2, period: 50, wait: long });
      const key = newKey();
      await takes(one, key, 1);
      await subject.pass(60);
      expect(await take(one, key)).toMatchObject({ allowed: true, remaining: 1 });
    });

    it('FixedWindow leases a tenth of what is left, until there is nothing', async () => {
      const one = rule('FixedWindow', { limit: 25, period: long });
      const key = newKey();
      const granted: number[] = [];
      for (;;) {
        const lease = (await subject.store.lease(one, key))!;
        if (lease.granted === 0) {
          expect(lease.endsIn).toBeGreaterThan(0);
          break;
        }
        granted.push(lease.granted);
        expect(lease.remaining).toBe(25 - granted.reduce((sum, count) => sum + count, 0));
      }
      expect(granted.slice(0, 4)).toEqual([3, 3, 2, 2]);
      expect((await take(one, key)).allowed).toBe(false);
    });

    it('Concurrency has the limit in flight, and room again when one has ended', async () => {
      const two = rule('Concurrency', { limit: 2 });
      const key = newKey();
      const decisions = await takes(two, key, 3);
      expect(decisions.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
        [true, 1],
        [true, 0],
        [false, 0],
      ]);
      expect(decisions[2]!.retryAfter).toBeGreaterThan(0);
      subject.store.release(two, key);
      expect((await takes(two, key, 2)).map(({ allowed }) => allowed)).toEqual([true, false]);
      subject.store.release(two, key);
      subject.store.release(two, key);
    });

    it('Concurrency ignores a release of what was never taken', async () => {
      const one = rule('Concurrency', { limit: 1 });
      const key = newKey();
      subject.store.release(one, key);
      expect((await takes(one, key, 2)).map(({ allowed }) => allowed)).toEqual([true, false]);
      subject.store.release(one, key);
    });
  });
}
