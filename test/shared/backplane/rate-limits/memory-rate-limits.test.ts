import { expect, it } from 'vitest';
import { MemoryRateLimits } from '../../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { rateLimitContract } from '../../../support/rate-limit-contract.js';
import { rule } from '../../../support/rate-limit-rules.js';

rateLimitContract('the memory', () => {
  let passed = 0;
  const store = new MemoryRateLimits(1_000, () => Date.now() + passed);
  return {
    store,
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    close: () => {},
  };
});

it('keeps no more counters than it may, whatever clients call themselves', () => {
  const store = new MemoryRateLimits(100);
  for (let i = 0; i < 5_000; i++) store.take(rule('FixedWindow'), `client ${i}`);
  expect(store.size).toBe(100);
});

it('counts long keys that differ at their end by themselves', () => {
  const store = new MemoryRateLimits();
  const one = rule('FixedWindow', { limit: 1 });
  const long = 'x'.repeat(10_000);
  expect([`${long}1`, `${long}2`, `${long}1`].map((key) => store.take(one, key).allowed)).toEqual([true, true, false]);
});

it('gives no leases of other algorithms', () => {
  expect(() => new MemoryRateLimits().lease(rule('TokenBucket'), 'k')).toThrow('TokenBucket gives no leases');
});
