import type { RedisLink } from '../redis/link.js';
import { CallCounts } from './call-counts.js';
import { acquireCall, assertCalls, bindSession, findSession, nextTurn, releaseCall } from './counter-scripts.js';
import type { CounterStore } from './counter-store.js';
import { MemoryCounters } from './memory-counters.js';

/** Milliseconds for which a turn that nobody takes is remembered. */
const turnExpiry = 24 * 60 * 60 * 1_000;

/** The counters of all hosts, in Redis. While it is away they are this worker's own. */
export class RedisCounters implements CounterStore {
  /** Milliseconds between two calls of `beat`. */
  static readonly beatInterval = 2_000;
  /** Milliseconds without a beat after which other workers forget the calls of this one. */
  static readonly deadAfter = 10_000;

  readonly #link: RedisLink;
  readonly #worker: string;
  readonly #deadAfter: number;
  readonly #local: MemoryCounters;
  /** The calls of this worker, wherever they were counted. */
  readonly #calls = new CallCounts();
  /** Keys of which Redis has calls of this worker. */
  #told = new Set<string>();

  /**
   * @param worker unique among the workers of all hosts, and in time; without a NUL
   * @param now milliseconds, from any beginning, for what is counted while Redis is away
   * @param deadAfter milliseconds without a beat after which calls are forgotten
   */
  constructor(link: RedisLink, worker: string, now: () => number, deadAfter = RedisCounters.deadAfter) {
    this.#link = link;
    this.#worker = worker;
    this.#deadAfter = deadAfter;
    this.#local = new MemoryCounters(now);
  }

  next(key: string): number | Promise<number> {
    if (!this.#link.available) return this.#local.next(key);
    return this.#link.run(nextTurn, [this.#key('turn', key)], [turnExpiry]).then(Number, () => this.#local.next(key));
  }

  acquire(key: string, candidates: readonly string[]): number | Promise<number> {
    if (!this.#link.available) return this.#acquireHere(key, candidates);
    const reply = this.#link.run(acquireCall, this.#callKeys(key), [this.#worker, this.#deadAfter, ...candidates]);
    return reply.then(
      (answer) => {
        const place = Number(answer);
        this.#told.add(key);
        this.#calls.add(key, candidates[place]!);
        return place;
      },
      () => {
        // Redis may have counted a call although its answer was late: the next beat says what is true.
        this.#told.add(key);
        return this.#acquireHere(key, candidates);
      },
    );
  }

  release(key: string, candidate: string): void {
    if (!this.#calls.remove(key, candidate) || !this.#link.available) return;
    this.#link.run(releaseCall, this.#callKeys(key), [this.#worker, candidate]).catch(ignore);
  }

  session(key: string, candidates: readonly string[], expiry: number): number | Promise<number> {
    const local = () => this.#local.session(key, candidates, expiry);
    if (!this.#link.available) return local();
    return this.#link.run(findSession, [this.#key('session', key)], [expiry, ...candidates]).then(Number, local);
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number | Promise<number> {
    const local = () => this.#local.bind(key, candidates, place, expiry);
    if (!this.#link.available) return local();
    return this.#link.run(bindSession, [this.#key('session', key)], [expiry, place, ...candidates]).then(Number, local);
  }

  /**
   * Tells Redis that this worker is alive and which calls it has. Whoever made the store calls it every `beatInterval`. A call
   * whose `acquire` is under way is missed until the next beat.
   */
  async beat(): Promise<void> {
    if (!this.#link.available) return;
    const current = new Map(this.#calls.entries());
    const keys = new Set([...this.#told, ...current.keys()]);
    this.#told = new Set(current.keys());
    const told = [...keys].map(async (key) => {
      const counts = [...(current.get(key) ?? [])].flat();
      try {
        await this.#link.run(assertCalls, this.#callKeys(key), [this.#worker, this.#deadAfter, ...counts]);
      } catch {
        this.#told.add(key);
      }
    });
    await Promise.all(told);
  }

  #acquireHere(key: string, candidates: readonly string[]): number {
    const place = this.#calls.least(key, candidates);
    this.#calls.add(key, candidates[place]!);
    return place;
  }

  #callKeys(key: string): readonly string[] {
    return [this.#key('calls', key), this.#key('own', key), this.#key('beats', key)];
  }

  /** The hash tag is the balancer's key, without what would end the tag. */
  #key(kind: string, key: string): string {
    return `${this.#link.keyPrefix}:balancer:{${key.replaceAll('}', ')')}}:${kind}`;
  }
}

/** The next beat repairs it. */
const ignore = (): void => {};
