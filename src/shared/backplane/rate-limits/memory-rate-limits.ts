import type { RateLimitRule } from '../rate-limit-rule.js';
import type { LeasingStore, RateLimitDecision, RateLimitLease } from '../rate-limit-store.js';
import { Concurrency } from './concurrency.js';
import type { Counter } from './counter.js';
import { counterKey } from './counter-key.js';
import { FixedWindow } from './fixed-window.js';
import { SlidingWindow } from './sliding-window.js';
import { TimedMap } from './timed-map.js';
import { TokenBucket } from './token-bucket.js';

/** Characters of a key that is kept as it is. Clients choose a part of it. */
const maxKey = 256;
const defaultMax = 100_000;

const newCounter: Readonly<Record<RateLimitRule['algorithm'], (rule: RateLimitRule, now: number) => Counter>> = {
  FixedWindow: (rule, now) => new FixedWindow(rule, now),
  SlidingWindow: (rule, now) => new SlidingWindow(rule, now),
  TokenBucket: (rule, now) => new TokenBucket(rule, now),
  Concurrency: () => new Concurrency(),
};

/** Counts in the memory of this process, and decides at once. */
export class MemoryRateLimits implements LeasingStore {
  readonly #counters: TimedMap<Counter>;
  readonly #now: () => number;

  /**
   * @param max counters that are kept; one takes 200 to 450 bytes, a key of 100 characters included
   * @param now ms since 1970; may go backwards
   */
  constructor(max: number = defaultMax, now: () => number = Date.now) {
    this.#counters = new TimedMap(max);
    this.#now = now;
  }

  /** Counters that are kept. */
  get size(): number {
    return this.#counters.size;
  }

  take(rule: RateLimitRule, text: string): RateLimitDecision {
    const now = this.#now();
    const key = bounded(text);
    const counter = this.#counters.get(key, now) ?? this.#add(rule, key, now);
    const decision = counter.take(rule, now);
    // A limit of 0 counts nothing.
    if (!decision.allowed && counter instanceof Concurrency && counter.idle) this.#counters.delete(key);
    return decision;
  }

  lease(rule: RateLimitRule, text: string): RateLimitLease {
    const now = this.#now();
    const key = bounded(text);
    const counter = this.#counters.get(key, now) ?? this.#add(rule, key, now);
    if (!(counter instanceof FixedWindow)) throw new Error(`${rule.algorithm} gives no leases`);
    return counter.lease(rule, now);
  }

  /** The window of a `FixedWindow` that is not over; `null`: the next request opens one. */
  window(text: string): FixedWindow | null {
    const counter = this.#counters.get(bounded(text), this.#now());
    return counter instanceof FixedWindow ? counter : null;
  }

  release(_rule: RateLimitRule, text: string): void {
    const key = bounded(text);
    const counter = this.#counters.get(key, this.#now());
    if (counter instanceof Concurrency && counter.release()) this.#counters.delete(key);
  }

  #add(rule: RateLimitRule, key: string, now: number): Counter {
    const counter = newCounter[rule.algorithm](rule, now);
    this.#counters.set(key, counter, now);
    return counter;
  }
}

function bounded(key: string): string {
  return key.length <= maxKey ? key : counterKey(key);
}
