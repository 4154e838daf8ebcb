import type { RateLimitRule } from '../rate-limit-rule.js';
import type { RateLimitDecision, RateLimitLease } from '../rate-limit-store.js';
import type { MemoryRateLimits } from './memory-rate-limits.js';

/** What one worker holds of a store that several share, so that its calls in flight end with it. */
export class OwnedRateLimits {
  readonly #store: MemoryRateLimits;
  readonly #held = new Map<string, { readonly rule: RateLimitRule; count: number }>();

  constructor(store: MemoryRateLimits) {
    this.#store = store;
  }

  take(rule: RateLimitRule, key: string): RateLimitDecision {
    const decision = this.#store.take(rule, key);
    if (rule.algorithm === 'Concurrency' && decision.allowed) {
      const held = this.#held.get(key);
      if (held === undefined) this.#held.set(key, { rule, count: 1 });
      else held.count += 1;
    }
    return decision;
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease {
    return this.#store.lease(rule, key);
  }

  release(rule: RateLimitRule, key: string): void {
    const held = this.#held.get(key);
    if (held === undefined) return;
    held.count -= 1;
    if (held.count === 0) this.#held.delete(key);
    this.#store.release(rule, key);
  }

  /** The worker is gone. */
  close(): void {
    for (const [key, { rule, count }] of this.#held) for (let i = 0; i < count; i++) this.#store.release(rule, key);
    this.#held.clear();
  }
}
