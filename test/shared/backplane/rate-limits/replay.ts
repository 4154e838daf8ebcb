import fc from 'fast-check';
import type { RateLimitRule } from '../../../../src/shared/backplane/rate-limit-rule.js';
import type { RateLimitDecision } from '../../../../src/shared/backplane/rate-limit-store.js';
import { MemoryRateLimits } from '../../../../src/shared/backplane/rate-limits/memory-rate-limits.js';

export interface Replay {
  /** When requests were allowed, ms. */
  readonly allowed: readonly number[];
  readonly decisions: readonly RateLimitDecision[];
  /** Of a refusal after which no other request came. */
  readonly lastRefusal: { readonly at: number; readonly retryAfter: number } | null;
  takeAt(time: number): RateLimitDecision;
}

/** Pauses between requests, ms: bursts, and pauses around a second. */
export function stepsOf(maxLength: number): fc.Arbitrary<number[]> {
  const step = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 1_500 }));
  return fc.array(step, { minLength: 1, maxLength });
}

/** Requests of one client with these pauses. */
export function replay(steps: readonly number[], rule: RateLimitRule): Replay {
  let now = 1_700_000_000_123;
  const store = new MemoryRateLimits(10, () => now);
  const allowed: number[] = [];
  const decisions: RateLimitDecision[] = [];
  for (const step of steps) {
    now += step;
    const decision = store.take(rule, 'client');
    decisions.push(decision);
    if (decision.allowed) allowed.push(now);
  }
  const last = decisions.at(-1)!;
  const takeAt = (time: number): RateLimitDecision => {
    now = time;
    return store.take(rule, 'client');
  };
  return { allowed, decisions, lastRefusal: last.allowed ? null : { at: now, retryAfter: last.retryAfter }, takeAt };
}

/** Most requests in an interval of this length, its end left out. */
export function busiest(times: readonly number[], length: number): number {
  let most = 0;
  let first = 0;
  for (const [index, time] of times.entries()) {
    while (time - times[first]! >= length) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
