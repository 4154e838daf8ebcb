import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { LeasingStore, RateLimitDecision, RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import { TimedMap } from '../../shared/backplane/rate-limits/timed-map.js';
import { Slice } from './slice.js';

const defaultMax = 100_000;

/**
 * Lets a worker count a part of a quota by itself (`Mode: "leased"`): it fetches a tenth of what is left of a window, asks
 * again when that is used up, and remembers a refusal, so that few requests need a round trip.
 *
 * What was fetched is counted, so no window has more than `limit` requests. What a worker fetched and does not use is lost
 * to the others: with w workers a window has at least limit - (w - 1) × (⌈limit / 10⌉ - 1) requests before the first refusal.
 */
export class LeasedRateLimits implements RateLimitStore {
  readonly #store: LeasingStore;
  readonly #slices: TimedMap<Slice>;
  readonly #now: () => number;
  /** Slices on their way; each has a request that waits for it. */
  readonly #ordered = new Map<string, Promise<Slice | null>>();

  /** @param now ms of a clock that never goes backwards */
  constructor(store: LeasingStore, max: number = defaultMax, now: () => number = () => performance.now()) {
    this.#store = store;
    this.#slices = new TimedMap(max);
    this.#now = now;
  }

  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    if (!rule.leased) return this.#store.take(rule, key);
    const now = this.#now();
    return this.#slices.get(key, now)?.take(now) ?? this.#takeNext(rule, key);
  }

  release(rule: RateLimitRule, key: string): void {
    this.#store.release(rule, key);
  }

  /** Whoever orders a slice gets of it, so that this ends however short the windows are. */
  async #takeNext(rule: RateLimitRule, key: string): Promise<RateLimitDecision | null> {
    for (;;) {
      const known = this.#ordered.get(key);
      const slice = await (known ?? this.#order(rule, key));
      if (slice === null) return this.#store.take(rule, key);
      const now = this.#now();
      const decision = known === undefined || now < slice.until ? slice.take(now) : null;
      if (decision !== null) return decision;
    }
  }

  #order(rule: RateLimitRule, key: string): Promise<Slice | null> {
    const order = this.#fetch(rule, key);
    this.#ordered.set(key, order);
    return order;
  }

  async #fetch(rule: RateLimitRule, key: string): Promise<Slice | null> {
    // The window ends later than counted from here, never earlier.
    const now = this.#now();
    const lease = await this.#store.lease(rule, key);
    this.#ordered.delete(key);
    if (lease === null) return null;
    const slice = new Slice(now, now + lease.endsIn, lease.resetAt, lease.granted === 0);
    slice.add(lease.granted, lease.remaining);
    this.#slices.set(key, slice, now);
    return slice;
  }
}
