import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import {
  type LeasingStore,
  leaseShare,
  type RateLimitDecision,
  type RateLimitLease,
} from '../../shared/backplane/rate-limit-store.js';
import { counterKey } from '../../shared/backplane/rate-limits/counter-key.js';
import { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';
import type { RedisFailure } from '../../shared/redis/failure.js';
import type { RedisLink } from '../../shared/redis/link.js';
import { microseconds } from './microseconds.js';
import { RedisCalls } from './redis-calls.js';
import { decisionAt } from './redis-decision.js';
import { RedisTakes } from './redis-takes.js';
import { concurrencyTakeScript } from './scripts/concurrency.js';
import { fixedWindowLeaseScript } from './scripts/fixed-window.js';

export interface RedisRateLimitsOptions {
  /** Unique among all workers of all hosts, also those of before. */
  readonly workerId: string;
  /** While Redis is away: this worker counts by itself, or nobody decides. */
  readonly onFailure: 'local' | 'reject';
  /** For how long calls in flight of a worker that is gone count, ms. */
  readonly callTtl?: number;
}

/** Counts in Redis, by the clock of Redis, with one round trip for the requests of one turn. */
export class RedisRateLimits implements LeasingStore {
  readonly #link: RedisLink;
  readonly #local: MemoryRateLimits | null;
  readonly #takes: RedisTakes;
  readonly #calls: RedisCalls;

  constructor(link: RedisLink, { workerId, onFailure, callTtl = 15_000 }: RedisRateLimitsOptions) {
    this.#link = link;
    this.#local = onFailure === 'local' ? new MemoryRateLimits() : null;
    this.#takes = new RedisTakes(link, (text) => this.#key(text));
    this.#calls = new RedisCalls(link, workerId, callTtl);
  }

  take(rule: RateLimitRule, text: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    const local = () => this.#local?.take(rule, text) ?? null;
    if (!this.#link.available) return local();
    if (rule.algorithm !== 'Concurrency') return this.#takes.take(rule, text).catch(local);
    const key = this.#key(text);
    const name = this.#calls.newName();
    return this.#link.run(concurrencyTakeScript, [key], [rule.limit, this.#calls.ttl, name]).then(
      (answer) => {
        const taken = decisionAt(answer, 0);
        if (taken.allowed) this.#calls.hold(key, name);
        return taken;
      },
      (failure: RedisFailure) => {
        if (failure.mayBeDone) this.#calls.takeBack(key, name);
        return local();
      },
    );
  }

  lease(rule: RateLimitRule, text: string): RateLimitLease | null | Promise<RateLimitLease | null> {
    if (!this.#link.available) return null;
    const args = [rule.limit, microseconds(rule.period), leaseShare, microseconds(rule.wait)];
    return this.#link.run(fixedWindowLeaseScript, [this.#key(text)], args).then(lease, () => null);
  }

  release(rule: RateLimitRule, text: string): void {
    // Those that were counted here while Redis was away are released here: the sums are right, whichever goes first.
    if (!this.#calls.release(this.#key(text))) this.#local?.release(rule, text);
  }

  /** Calls in flight end with their time to live. */
  close(): void {
    this.#calls.close();
  }

  /** A name that tells nothing of the client; its own slot of a Redis Cluster. */
  #key(text: string): string {
    return `${this.#link.keyPrefix}:rate:{${counterKey(text)}}`;
  }
}

function lease(answer: unknown): RateLimitLease {
  const [granted, remaining, resetAt, endsIn] = answer as readonly [number, number, number, number];
  return { granted, remaining, resetAt: resetAt / 1000, endsIn: endsIn / 1000 };
}
