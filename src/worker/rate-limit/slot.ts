import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import type { Lease } from '../balance/lease.js';

/** A place among the calls in flight. */
export class Slot implements Lease {
  readonly #store: RateLimitStore;
  readonly #rule: RateLimitRule;
  readonly #key: string;

  constructor(store: RateLimitStore, rule: RateLimitRule, key: string) {
    this.#store = store;
    this.#rule = rule;
    this.#key = key;
  }

  release(): void {
    this.#store.release(this.#rule, this.#key);
  }
}
