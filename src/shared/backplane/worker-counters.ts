import { CallCounts } from './call-counts.js';
import type { CounterStore } from './counter-store.js';
import type { MemoryCounters } from './memory-counters.js';

/** One worker's view of counters that a process keeps for several: when the worker is gone, so are its calls. */
export class WorkerCounters implements CounterStore {
  readonly #shared: MemoryCounters;
  readonly #calls = new CallCounts();

  constructor(shared: MemoryCounters) {
    this.#shared = shared;
  }

  next(key: string): number {
    return this.#shared.next(key);
  }

  acquire(key: string, candidates: readonly string[]): number {
    const place = this.#shared.acquire(key, candidates);
    this.#calls.add(key, candidates[place]!);
    return place;
  }

  release(key: string, candidate: string): void {
    if (this.#calls.remove(key, candidate)) this.#shared.release(key, candidate);
  }

  session(key: string, candidates: readonly string[], expiry: number): number {
    return this.#shared.session(key, candidates, expiry);
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number {
    return this.#shared.bind(key, candidates, place, expiry);
  }

  /** The worker has ended, however it did. */
  end(): void {
    for (const [key, counts] of this.#calls.entries()) {
      for (const [candidate, count] of counts) for (let i = 0; i < count; i++) this.#shared.release(key, candidate);
    }
    this.#calls.clear();
  }
}
