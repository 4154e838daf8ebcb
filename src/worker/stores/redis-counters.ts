import type { CounterStore } from '../../shared/backplane/counter-store.js';
import { MemoryCounters } from '../../shared/backplane/memory-counters.js';
import type { RedisFailure } from '../../shared/redis/failure.js';
import type { RedisLink } from '../../shared/redis/link.js';
import { RedisCalls } from './redis-calls.js';
import { acquireCallScript } from './scripts/calls.js';
import { bindSessionScript, findSessionScript } from './scripts/sessions.js';
import { nextTurnScript } from './scripts/turns.js';

/** Milliseconds for which a turn that nobody takes is remembered. */
const turnExpiry = 24 * 60 * 60 * 1_000;

/**
 * The counters of all hosts, in Redis. While it is away they are this worker's own.
 *
 * A call in flight has a name, in the set of its candidate, so that nothing counts twice or ends twice, whatever is repeated,
 * late or lost.
 */
export class RedisCounters implements CounterStore {
  readonly #link: RedisLink;
  readonly #local: MemoryCounters;
  readonly #calls: RedisCalls;

  /**
   * @param workerId unique among the workers of all hosts, and in time
   * @param now milliseconds, from any beginning, for what is counted while Redis is away
   * @param callTtl ms for which calls of a worker that is gone count
   */
  constructor(link: RedisLink, workerId: string, now: () => number, callTtl = 10_000) {
    this.#link = link;
    this.#local = new MemoryCounters(now);
    this.#calls = new RedisCalls(link, workerId, callTtl);
  }

  next(key: string): number | Promise<number> {
    if (!this.#link.available) return this.#local.next(key);
    const reply = this.#link.run(nextTurnScript, [this.#key(key, 'turn')], [turnExpiry]);
    return reply.then(Number, () => this.#local.next(key));
  }

  acquire(key: string, candidates: readonly string[]): number | Promise<number> {
    const keys = candidates.map((candidate) => this.#callKey(key, candidate));
    if (!this.#link.available) return this.#acquireHere(keys);
    const name = this.#calls.newName();
    return this.#link.run(acquireCallScript, keys, [this.#calls.ttl, name]).then(
      (answer) => {
        const place = Number(answer);
        this.#calls.hold(keys[place]!, name);
        return place;
      },
      (failure: RedisFailure) => {
        if (failure.mayBeDone) for (const one of keys) this.#calls.takeBack(one, name);
        return this.#acquireHere(keys);
      },
    );
  }

  release(key: string, candidate: string): void {
    this.#calls.release(this.#callKey(key, candidate));
  }

  session(key: string, candidates: readonly string[], expiry: number): number | Promise<number> {
    const local = () => this.#local.session(key, candidates, expiry);
    if (!this.#link.available) return local();
    const reply = this.#link.run(findSessionScript, [this.#key(key, 'session')], [expiry, ...candidates]);
    return reply.then(Number, local);
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number | Promise<number> {
    const local = () => this.#local.bind(key, candidates, place, expiry);
    if (!this.#link.available) return local();
    const reply = this.#link.run(bindSessionScript, [this.#key(key, 'session')], [expiry, place, ...candidates]);
    return reply.then(Number, local);
  }

  /** Calls in flight end with their time to live. */
  close(): void {
    this.#calls.close();
  }

  /** By the calls of this worker, wherever they were counted. */
  #acquireHere(keys: readonly string[]): number {
    let best = 0;
    let fewest = Number.POSITIVE_INFINITY;
    for (let place = 0; place < keys.length; place++) {
      const calls = this.#calls.count(keys[place]!);
      if (calls >= fewest) continue;
      fewest = calls;
      best = place;
    }
    this.#calls.holdUntold(keys[best]!);
    return best;
  }

  #callKey(key: string, candidate: string): string {
    return `${this.#key(key, 'calls')}:${candidate}`;
  }

  /** The hash tag is the balancer's key, without what would end the tag. */
  #key(key: string, kind: string): string {
    return `${this.#link.keyPrefix}:balancer:{${key.replaceAll('}', ')')}}:${kind}`;
  }
}
