import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';
import type { Timed } from '../../shared/backplane/rate-limits/counter.js';

/** What a worker may decide by itself until a window ends: so many requests, or that all are refused. */
export class Slice implements Timed {
  readonly since: number;
  readonly until: number;
  readonly refuses: boolean;
  #left = 0;
  #isUsed = true;
  /** Requests that the client has left beside these, when it was last heard of. */
  #beside = 0;

  /** Times are ms since 1970. */
  constructor(since: number, until: number, refuses: boolean) {
    this.since = since;
    this.until = until;
    this.refuses = refuses;
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

  /** @param remaining what the client has left, these included */
  add(amount: number, remaining: number): void {
    this.#left += amount;
    this.#isUsed = true;
    this.#beside = remaining - amount;
  }

  /** `null`: it is used up. */
  take(now: number): RateLimitDecision | null {
    if (this.refuses) return { allowed: false, remaining: 0, resetAt: this.until, retryAfter: this.until - now };
    if (this.#left === 0) return null;
    this.#left -= 1;
    this.#isUsed = true;
    return { allowed: true, remaining: this.#beside + this.#left, resetAt: this.until, retryAfter: 0 };
  }
}
