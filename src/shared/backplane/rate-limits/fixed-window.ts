import type { RateLimitRule } from '../rate-limit-rule.js';
import { leaseShare, type RateLimitDecision, type RateLimitLease } from '../rate-limit-store.js';
import type { Counter } from './counter.js';

/** ms */
const SLOT = 10;
/** Requests in a slot that make a client one that sends a lot. */
const HOT = 16;

/**
 * A window that the client's first request opens, with `limit` requests in it. The first request over the limit is refused, and
 * so is all that follows until the window ends or, with a `wait`, until that is over, be it before or after the window's end.
 * Refused requests extend nothing.
 *
 * A client gets at most 2 × limit - 1 requests through in an interval of a period: at the end of one window and the
 * beginning of the next. A wait that is shorter than the period ends windows early: limit × (⌈period / wait⌉ + 1).
 *
 * Source: Ocelot, rate limiting, state machine; but a window that is over without a refusal refuses nobody afterwards.
 */
export class FixedWindow implements Counter {
  readonly since: number;
  until: number;
  refuses = false;
  #total = 0;
  #slot = 0;
  #takes = 0;

  constructor(rule: RateLimitRule, now: number) {
    this.since = now;
    this.until = now + rule.period;
  }

  take(rule: RateLimitRule, now: number): RateLimitDecision {
    this.#total += 1;
    const remaining = rule.limit - this.#total;
    if (remaining >= 0) return { allowed: true, remaining, resetAt: this.until, retryAfter: 0 };
    this.#exceed(rule, now);
    return { allowed: false, remaining: 0, resetAt: this.until, retryAfter: this.refuses ? this.until - now : 0 };
  }

  lease(rule: RateLimitRule, now: number): RateLimitLease {
    const left = rule.limit - this.#total;
    const granted = left > 0 ? Math.ceil(left / leaseShare) : 0;
    this.#total += Math.max(granted, 1);
    if (granted === 0) this.#exceed(rule, now);
    return { granted, remaining: Math.max(left - granted, 0), resetAt: this.until, endsIn: this.until - now };
  }

  /** Requests that were taken or lent. */
  get total(): number {
    return this.#total;
  }

  /** What nobody has taken or was lent. */
  left(rule: RateLimitRule): number {
    return Math.max(rule.limit - this.#total, 0);
  }

  /** @param amount what is left at most */
  lend(amount: number): void {
    this.#total += amount;
  }

  /** What was lent and is not used. */
  giveBack(amount: number): void {
    if (!this.refuses) this.#total -= amount;
  }

  /** Whether it was asked this about 16 times within some 10 ms: for every 16th time. */
  isHot(now: number): boolean {
    if (now - this.#slot >= SLOT || now < this.#slot) {
      this.#slot = now;
      this.#takes = 0;
    }
    this.#takes += 1;
    return this.#takes % HOT === 0;
  }

  /** The first request of a window is not over the limit, even if that is 0: it says to come again at once (Ocelot). */
  #exceed({ wait }: RateLimitRule, now: number): void {
    if (this.refuses || this.#total === 1) return;
    this.refuses = true;
    if (wait > 0) this.until = now + wait;
  }
}
