import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Lease } from './lease.js';

/** A call that a counter store counts. */
export class CallLease implements Lease {
  readonly #counters: CounterStore;
  readonly #key: string;
  readonly #candidate: string;

  constructor(counters: CounterStore, key: string, candidate: string) {
    this.#counters = counters;
    this.#key = key;
    this.#candidate = candidate;
  }

  release(): void {
    this.#counters.release(this.#key, this.#candidate);
  }
}
