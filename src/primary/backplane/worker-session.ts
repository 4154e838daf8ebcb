import { methods } from '../../shared/backplane/channel/methods.js';
import { decodeRule, type WireRule, type WireTaken } from '../../shared/backplane/channel/wire-taken.js';
import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { Borrower, HostRateLimits } from './host-rate-limits.js';

/** What a primary counts for its workers. */
export interface HostStores {
  readonly rateLimits: Pick<HostRateLimits, 'take' | 'lease' | 'release' | 'giveBack'>;
  readonly counters: CounterStore;
}

interface Held {
  count: number;
  readonly release: () => void;
}

/** What one worker asked the primary to count; given back when the worker is gone. */
export class WorkerSession implements Borrower {
  readonly recall: Borrower['recall'];
  readonly #stores: HostStores;
  readonly #held = new Map<string, Held>();
  #ended = false;

  /** @param recall asks the worker for what is left of a quota that it was lent */
  constructor(stores: HostStores, recall: Borrower['recall']) {
    this.#stores = stores;
    this.recall = recall;
  }

  get gone(): boolean {
    return this.#ended;
  }

  /** Throws when there is no such method. */
  request(method: string, args: readonly unknown[]): unknown {
    const { counters, rateLimits } = this.#stores;
    switch (method) {
      case methods.take:
        return this.#take(decodeRule(args[0] as WireRule), args[1] as string);
      case methods.lease:
        return rateLimits.lease(decodeRule(args[0] as WireRule), args[1] as string);
      case methods.next:
        return counters.next(args[0] as string);
      case methods.acquire:
        return this.#acquire(counters, args[0] as string, args[1] as string[]);
      case methods.session:
        return counters.session(args[0] as string, args[1] as string[], args[2] as number);
      case methods.bind:
        return counters.bind(args[0] as string, args[1] as string[], args[2] as number, args[3] as number);
      default:
        throw new Error(`no method ${method}`);
    }
  }

  message(method: string, args: readonly unknown[]): void {
    if (method === methods.releaseLimit) this.#giveBack(`limit\n${args[0]}`);
    else if (method === methods.giveBack)
      this.#stores.rateLimits.giveBack(args[0] as string, args[1] as number, args[2] as number);
    else if (method === methods.releaseCall) this.#giveBack(`call\n${args[0]}\n${args[1]}`);
  }

  /** Gives everything back. */
  end(): void {
    this.#ended = true;
    for (const { count, release } of this.#held.values()) for (let each = 0; each < count; each += 1) release();
    this.#held.clear();
  }

  #take(rule: RateLimitRule, key: string): WireTaken | Promise<WireTaken> {
    const { rateLimits } = this.#stores;
    const taken = rateLimits.take(rule, key, this);
    // Only what is lent is waited for, and that is never a call.
    if (rule.algorithm === 'Concurrency' && (taken as WireTaken)[0])
      this.#hold(`limit\n${key}`, () => rateLimits.release(rule, key));
    return taken;
  }

  #acquire(counters: CounterStore, key: string, candidates: readonly string[]): number | Promise<number> {
    const place = counters.acquire(key, candidates);
    const note = (at: number): number => {
      const candidate = candidates[at]!;
      this.#hold(`call\n${key}\n${candidate}`, () => counters.release(key, candidate));
      return at;
    };
    return place instanceof Promise ? place.then(note) : note(place);
  }

  #hold(name: string, release: () => void): void {
    const held = this.#held.get(name);
    if (this.#ended) release();
    else if (held === undefined) this.#held.set(name, { count: 1, release });
    else held.count += 1;
  }

  #giveBack(name: string): void {
    const held = this.#held.get(name);
    if (held === undefined) return;
    held.count -= 1;
    if (held.count === 0) this.#held.delete(name);
    held.release();
  }
}
