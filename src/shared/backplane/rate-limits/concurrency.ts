import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision } from '../rate-limit-store.js';
import type { Counter } from './counter.js';

/** Nobody knows when a call will end: a second is what a refused client is told to wait, ms. */
export const concurrencyRetry = 1_000;

/** Calls in flight, `limit` at most. */
export class Concurrency implements Counter {
  readonly since = 0;
  /** It must not be forgotten while it counts anything; the store removes it with its last call. */
  readonly until = Number.POSITIVE_INFINITY;
  readonly refuses = true;
  #inFlight = 0;

  take({ limit }: RateLimitRule, now: number): RateLimitDecision {
    if (this.#inFlight >= limit) return { allowed: false, remaining: 0, resetAt: now, retryAfter: concurrencyRetry };
    this.#inFlight += 1;
    return { allowed: true, remaining: limit - this.#inFlight, resetAt: now, retryAfter: 0 };
  }

  /** @returns whether nothing is in flight any more */
  release(): boolean {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    return this.#inFlight === 0;
  }

  get idle(): boolean {
    return this.#inFlight === 0;
  }
}
