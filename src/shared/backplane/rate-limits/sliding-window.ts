import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision } from '../rate-limit-store.js';
import type { Counter } from './counter.js';

/** Parts of a period; a request counts for one part more. */
export const slices = 16;

/**
 * Requests of the last period, counted in 16 slices of it. A request counts until its whole slice is older than a period:
 * for at least a period, and at most 17/16 of it.
 *
 * So no interval of a period has more than `limit` requests, wherever it begins; a client that sends all the time gets at
 * least 16/17 of `limit` per period. Refused requests do not count.
 */
export class SlidingWindow implements Counter {
  since: number;
  until = 0;
  refuses = false;
  readonly #counts: number[] = new Array(slices + 1).fill(0);
  #sum = 0;
  /** Number of the slice that came last, counted from 1970. */
  #last: number;
  readonly #slice: number;

  constructor(rule: RateLimitRule, now: number) {
    this.#slice = rule.period / slices;
    this.#last = Math.floor(now / this.#slice);
    this.since = now;
    this.until = this.#endOf(this.#last);
  }

  take(rule: RateLimitRule, now: number): RateLimitDecision {
    this.#moveTo(Math.floor(now / this.#slice));
    this.refuses = this.#sum >= rule.limit;
    if (this.refuses) {
      const retryAfter = rule.limit > 0 ? this.#endOf(this.#oldest()) - now : rule.period;
      return { allowed: false, remaining: 0, resetAt: this.until, retryAfter };
    }
    this.#counts[this.#last % (slices + 1)]! += 1;
    this.#sum += 1;
    this.since = now;
    this.until = this.#endOf(this.#last);
    return { allowed: true, remaining: rule.limit - this.#sum, resetAt: this.until, retryAfter: 0 };
  }

  #moveTo(slice: number): void {
    for (; this.#last < slice; ) {
      this.#last += 1;
      const place = this.#last % (slices + 1);
      this.#sum -= this.#counts[place]!;
      this.#counts[place] = 0;
    }
  }

  /** The first slice with requests; there is one. */
  #oldest(): number {
    let slice = this.#last - slices;
    while (slice < this.#last && this.#counts[slice % (slices + 1)] === 0) slice += 1;
    return slice;
  }

  /** When its requests no longer count. */
  #endOf(slice: number): number {
    return (slice + slices + 1) * this.#slice;
  }
}
