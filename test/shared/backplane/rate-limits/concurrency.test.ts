import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryRateLimits } from '../../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { rule } from '../../../support/rate-limit-rules.js';

it('has never more than the limit in flight, and refuses nobody below it', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), fc.integer({ min: 0, max: 5 }), (calls, limit) => {
      const store = new MemoryRateLimits();
      const some = rule('Concurrency', { limit });
      let inFlight = 0;
      for (const begins of calls) {
        if (begins) {
          const { allowed } = store.take(some, 'k');
          expect(allowed).toBe(inFlight < limit);
          if (allowed) inFlight += 1;
        } else if (inFlight > 0) {
          store.release(some, 'k');
          inFlight -= 1;
        }
        expect(store.size).toBe(inFlight > 0 ? 1 : 0);
      }
    }),
  );
});

it('does not count below zero', () => {
  const store = new MemoryRateLimits();
  const one = rule('Concurrency', { limit: 1 });
  store.release(one, 'k');
  store.take(one, 'k');
  store.release(one, 'k');
  store.release(one, 'k');
  expect([store.take(one, 'k').allowed, store.take(one, 'k').allowed]).toEqual([true, false]);
});

it('is never forgotten while calls are in flight', () => {
  const store = new MemoryRateLimits(2);
  const one = rule('Concurrency', { limit: 1 });
  for (const key of ['a', 'b', 'c', 'd']) expect(store.take(one, key).allowed).toBe(true);
  for (const key of ['a', 'b', 'c', 'd']) expect(store.take(one, key).allowed).toBe(false);
});
