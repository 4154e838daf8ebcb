import { CallCounts } from './call-counts.js';
import type { CounterStore } from './counter-store.js';
import { MemorySessions } from './memory-sessions.js';

/** Turns that are remembered: more than a host has balancers. Of more, the one that was taken least recently begins again. */
const maxTurns = 20_000;
/** Some 20 MB, when all are in use. */
const maxSessions = 100_000;

/** The counters of one process; every answer is at hand. */
export class MemoryCounters implements CounterStore {
  readonly #turns = new Map<string, number>();
  readonly #calls = new CallCounts();
  readonly #sessions: MemorySessions;

  /**
   * @param now milliseconds, from any beginning
   * @param sessions most sessions kept
   */
  constructor(now: () => number, sessions = maxSessions) {
    this.#sessions = new MemorySessions(now, sessions);
  }

  next(key: string): number {
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.delete(key);
    this.#turns.set(key, turn + 1);
    if (this.#turns.size > maxTurns) {
      const [oldest] = this.#turns.keys();
      if (oldest !== undefined) this.#turns.delete(oldest);
    }
    return turn;
  }

  acquire(key: string, candidates: readonly string[]): number {
    const place = this.#calls.least(key, candidates);
    this.#calls.add(key, candidates[place]!);
    return place;
  }

  release(key: string, candidate: string): void {
    this.#calls.remove(key, candidate);
  }

  session(key: string, candidates: readonly string[], expiry: number): number {
    return this.#sessions.find(key, candidates, expiry);
  }

  bind(key: string, candidates: readonly string[], place: number, expiry: number): number {
    return this.#sessions.bind(key, candidates, place, expiry);
  }
}
