import { methods } from '../../shared/backplane/channel/methods.js';
import { encodeDecision, type WireDecision } from '../../shared/backplane/channel/wire-decision.js';
import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { LeasingStore, RateLimitStore } from '../../shared/backplane/rate-limit-store.js';

/** What a primary counts for its workers. */
export interface HostStores {
  readonly rateLimits: LeasingStore;
  readonly counters: CounterStore;
}

interface Held {
  count: number;
  readonly release: () => void;
}

/** What one worker asked the primary to count; given back when the worker is gone. */
export class WorkerSession {
  readonly #stores: HostStores;
  readonly #held = new Map<string, Held>();
  #ended = false;

  constructor(stores: HostStores) {
    this.#stores = stores;
  }

  /** Throws when there is no such method. */
  request(method: string, args: readonly unknown[]): unknown {
    const { counters, rateLimits } = this.#stores;
    switch (method) {
      case methods.take:
        return this.#take(rateLimits, ruleOf(args), args[5] as string);
      case methods.lease:
        return rateLimits.lease(ruleOf(args), args[5] as string);
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
    if (method === methods.releaseLimit) this.#giveBack(`limit\n${args[5]}`);
    else if (method === methods.releaseCall) this.#giveBack(`call\n${args[0]}\n${args[1]}`);
  }

  /** Gives everything back. */
  end(): void {
    this.#ended = true;
    for (const { count, release } of this.#held.values()) for (let each = 0; each < count; each += 1) release();
    this.#held.clear();
  }

  #take(limits: RateLimitStore, rule: RateLimitRule, key: string): WireDecision | Promise<WireDecision> {
    const decision = limits.take(rule, key);
    const note = (made: Awaited<typeof decision>): WireDecision => {
      if (rule.algorithm === 'Concurrency' && made?.allowed === true)
        this.#hold(`limit\n${key}`, () => limits.release(rule, key));
      return encodeDecision(made);
    };
    return decision instanceof Promise ? decision.then(note) : note(decision);
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

function ruleOf(args: readonly unknown[]): RateLimitRule {
  const [algorithm, limit, period, wait, leased] = args as [
    RateLimitRule['algorithm'],
    number,
    number,
    number,
    boolean,
  ];
  return { algorithm, limit, period, wait, leased };
}
