import type { RateLimitRule } from './rate-limit-rule.js';

/** What a limit says to one request. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** Requests the client has left, never below 0. */
  readonly remaining: number;
  /** When the client has its whole quota again if it stays away, ms since 1970; of `Concurrency`, which cannot know, now. */
  readonly resetAt: number;
  /** Until the client may try again, ms; 0 when it was allowed. */
  readonly retryAfter: number;
}

/** A part of a window's quota, for whoever asked to count by itself. */
export interface RateLimitLease {
  /** Requests it may allow; 0: the client is refused. */
  readonly granted: number;
  /** Requests that the client has left beside them, never below 0. */
  readonly remaining: number;
  /** When the window or the refusal ends, ms since 1970. */
  readonly resetAt: number;
  /** The same from the moment of the decision, ms. */
  readonly endsIn: number;
}

/**
 * Counts requests of clients, for one worker, one host or all hosts.
 *
 * What is at hand is decided at once, without a promise. A store that cannot decide (its backplane is away and
 * `Backplane.OnFailure` says `reject`) gives `null`. It never rejects.
 */
export interface RateLimitStore {
  /** Counts one request. @param key identifies client and limit, another algorithm has another key; any text */
  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null>;
  /** `Concurrency` only: a request that was allowed has ended. */
  release(rule: RateLimitRule, key: string): void;
}

/** A store that gives parts of a quota away. */
export interface LeasingStore extends RateLimitStore {
  /**
   * `FixedWindow` only: counts a tenth of what is left of the window, rounded up. `null` while its backplane is away: what a
   * worker decides by itself must not outlast that, so it is asked request by request.
   */
  lease(rule: RateLimitRule, key: string): RateLimitLease | null | Promise<RateLimitLease | null>;
}

/** One part in so many of what is left is a lease. */
export const leaseShare = 10;
