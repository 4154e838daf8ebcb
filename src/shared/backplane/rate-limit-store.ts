import type { RateLimitRule } from './rate-limit-rule.js';

/** What a limit says to one request. */
export interface RateLimitDecision {
  readonly allowed: boolean;
  /** Requests the client has left, never below 0. */
  readonly remaining: number;
  /** When the client has its whole quota again, ms since 1970. */
  readonly resetAt: number;
  /** Until the client may try again, ms; 0 when it was allowed. */
  readonly retryAfter: number;
}

/**
 * Counts requests of clients, for one worker, one host or all hosts.
 *
 * What is at hand is decided at once, without a promise. A store that cannot decide (its backplane is away and
 * `Backplane.OnFailure` says `reject`) gives `null`. It never rejects.
 */
export interface RateLimitStore {
  /** Counts one request. @param key identifies client and limit; any text */
  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null>;
  /** `Concurrency` only: a request that was allowed has ended. */
  release(rule: RateLimitRule, key: string): void;
}
