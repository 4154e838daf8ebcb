import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { LeasingStore, RateLimitDecision, RateLimitLease } from '../../shared/backplane/rate-limit-store.js';
import type { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';

/**
 * Limits of a worker that has no peers. The primary keeps windows, which it lends, so that they outlive the worker; all else
 * would need a round trip for each request, and is counted here.
 */
export class LoneRateLimits implements LeasingStore {
  readonly #primary: LeasingStore;
  readonly #here: MemoryRateLimits;

  constructor(primary: LeasingStore, here: MemoryRateLimits) {
    this.#primary = primary;
    this.#here = here;
  }

  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    return this.#storeOf(rule).take(rule, key);
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease | null | Promise<RateLimitLease | null> {
    return this.#primary.lease(rule, key);
  }

  release(rule: RateLimitRule, key: string): void {
    this.#storeOf(rule).release(rule, key);
  }

  #storeOf({ algorithm }: RateLimitRule): LeasingStore {
    return algorithm === 'FixedWindow' ? this.#primary : this.#here;
  }
}
