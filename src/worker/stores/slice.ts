import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';
import type { Timed } from '../../shared/backplane/rate-limits/counter.js';

/** What a worker may decide by itself until a window ends: so many requests, or that all are refused. */
export class Slice implements Timed {
  readonly since: number;
  readonly until: number;
  readonly refuses: boolean;
  readonly #resetAt: number;
  #left = 0;
  #isUsed = true;
  /** Requests that the client has left beside these, when it was last heard of. */
  #beside = 0;

  /**
   * @param since and `until`: ms of the clock that `take` is told
   * @param resetAt when the window or the refusal ends, ms since 1970
   */
  constructor(since: number, until: number, resetAt: number, refuses: boolean) {
    this.since = since;
    this.until = until;
    this.refuses = refuses;
    this.#resetAt = resetAt;
  }

  /** Requests that are not used. */
  get left(): number {
    return this.#left;
  }

  /** Whether nobody took of it since this was asked last. */
  isIdle(): boolean {
    const isIdle = !this.#isUsed;
    this.#isUsed = false;
    return isIdle;
  }

  /** @param beside what the client has left, these not included */
  add(amount: number, beside: number): void {
    this.#left += amount;
    this.#isUsed = true;
    this.#beside = beside;
  }

  /** `null`: it is used up. */
  take(now: number): RateLimitDecision | null {
    if (this.refuses) {
      return { allowed: false, remaining: 0, resetAt: this.#resetAt, retryAfter: Math.max(this.until - now, 0) };
    }
    if (this.#left === 0) return null;
    this.#left -= 1;
    this.#isUsed = true;
    return { allowed: true, remaining: this.#beside + this.#left, resetAt: this.#resetAt, retryAfter: 0 };
  }
}
