import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import {
  type LeasingStore,
  leaseShare,
  type RateLimitDecision,
  type RateLimitLease,
} from '../../shared/backplane/rate-limit-store.js';
import { counterKey } from '../../shared/backplane/rate-limits/counter-key.js';
import { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';
import type { RedisLink } from '../../shared/redis/link.js';
import { RedisCalls } from './redis-calls.js';
import { concurrencyTakeScript } from './scripts/concurrency.js';
import { fixedWindowScript } from './scripts/fixed-window.js';
import { slidingWindowScript } from './scripts/sliding-window.js';
import { tokenBucketScript } from './scripts/token-bucket.js';

export interface RedisRateLimitsOptions {
  /** Unique among all workers of all hosts, also those of before. */
  readonly workerId: string;
  /** While Redis is away: this worker counts by itself, or nobody decides. */
  readonly onFailure: 'local' | 'reject';
  /** For how long calls in flight of a worker that is gone count, ms. */
  readonly callTtl?: number;
}

/** Granted, left, reset, retry, and of a fixed window its end; times are microseconds. */
type Answer = readonly [granted: number, remaining: number, resetAt: number, retryAfter: number, endsIn: number];

/** Counts in Redis, by the clock of Redis, with one round trip per request. */
export class RedisRateLimits implements LeasingStore {
  readonly #link: RedisLink;
  readonly #local: MemoryRateLimits | null;
  readonly #calls: RedisCalls;

  constructor(link: RedisLink, { workerId, onFailure, callTtl = 15_000 }: RedisRateLimitsOptions) {
    this.#link = link;
    this.#local = onFailure === 'local' ? new MemoryRateLimits() : null;
    this.#calls = new RedisCalls(link, workerId, callTtl);
  }

  take(rule: RateLimitRule, text: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    const local = () => this.#local?.take(rule, text) ?? null;
    if (!this.#link.available) return local();
    const key = this.#key(text);
    if (rule.algorithm !== 'Concurrency') return this.#count(rule, key, 0).then(decision, local);
    const name = this.#calls.newName();
    return this.#link.run(concurrencyTakeScript, [key], [rule.limit, this.#calls.ttl, name]).then((answer) => {
      const taken = decision(answer as Answer);
      if (taken.allowed) this.#calls.hold(key, name);
      return taken;
    }, local);
  }

  lease(rule: RateLimitRule, text: string): RateLimitLease | null | Promise<RateLimitLease | null> {
    if (!this.#link.available) return null;
    return this.#count(rule, this.#key(text), leaseShare).then(lease, () => null);
  }

  release(rule: RateLimitRule, text: string): void {
    // Those that were counted here while Redis was away are released here: the sums are right, whichever goes first.
    if (!this.#calls.release(this.#key(text))) this.#local?.release(rule, text);
  }

  /** Calls in flight end with their time to live. */
  close(): void {
    this.#calls.close();
  }

  #count({ algorithm, limit, period, wait }: RateLimitRule, key: string, share: number): Promise<Answer> {
    const time = microseconds(period);
    const answer =
      algorithm === 'FixedWindow'
        ? this.#link.run(fixedWindowScript, [key], [limit, time, microseconds(wait), share])
        : this.#link.run(algorithm === 'SlidingWindow' ? slidingWindowScript : tokenBucketScript, [key], [limit, time]);
    return answer as Promise<Answer>;
  }

  /** A name that tells nothing of the client; its own slot of a Redis Cluster. */
  #key(text: string): string {
    return `${this.#link.keyPrefix}:rate:{${counterKey(text)}}`;
  }
}

function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}

function decision([granted, remaining, resetAt, retryAfter]: Answer): RateLimitDecision {
  return { allowed: granted > 0, remaining, resetAt: resetAt / 1000, retryAfter: retryAfter / 1000 };
}

function lease([granted, remaining, resetAt, , endsIn]: Answer): RateLimitLease {
  return { granted, remaining, resetAt: resetAt / 1000, endsIn: endsIn / 1000 };
}
