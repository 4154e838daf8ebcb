import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision } from '../rate-limit-store.js';
import type { Counter } from './counter.js';

/** What sums of fractions may lack of a whole token. */
const tolerance = 1e-6;

/**
 * A bucket that holds `limit` tokens and gets `limit` per period, evenly; each request takes one.
 *
 * An interval of length t has at most limit × (1 + t / period) requests: a burst of `limit`, then a steady rate.
 */
export class TokenBucket implements Counter {
  since: number;
  until: number;
  refuses = false;
  #tokens: number;

  constructor(rule: RateLimitRule, now: number) {
    this.since = now;
    this.until = now + rule.period;
    this.#tokens = rule.limit;
  }

  take({ limit, period }: RateLimitRule, now: number): RateLimitDecision {
    if (limit <= 0) return { allowed: false, remaining: 0, resetAt: now + period, retryAfter: period };
    this.#tokens = Math.min(limit, this.#tokens + ((now - this.since) * limit) / period);
    this.since = now;
    this.refuses = this.#tokens < 1 - tolerance;
    if (!this.refuses) this.#tokens = Math.max(0, this.#tokens - 1);
    this.until = now + ((limit - this.#tokens) * period) / limit;
    return {
      allowed: !this.refuses,
      remaining: Math.floor(this.#tokens + tolerance),
      resetAt: this.until,
      retryAfter: this.refuses ? ((1 - this.#tokens) * period) / limit : 0,
    };
  }
}
