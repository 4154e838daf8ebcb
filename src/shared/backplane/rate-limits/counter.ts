import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision } from '../rate-limit-store.js';

/** Something that is remembered for a time. Times are ms since 1970, or of any other clock that all of a map have in common. */
export interface Timed {
  /** A clock that says less was set back. */
  readonly since: number;
  /** From then on it is as good as new, and may be forgotten. */
  readonly until: number;
  /** It holds somebody back: forgetting it would let him in. */
  readonly refuses: boolean;
}

/** What is known of one client and one limit: a state machine that is told the time. */
export interface Counter extends Timed {
  /** Counts one request. @param now at least `since` and less than `until` */
  take(rule: RateLimitRule, now: number): RateLimitDecision;
}
