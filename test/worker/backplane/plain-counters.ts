import type { CounterStore } from '../../../src/shared/backplane/counter-store.js';

/** Counts as simply as can be. */
export class PlainCounters implements CounterStore {
  readonly calls = new Map<string, number>();
  readonly #turns = new Map<string, number>();
  readonly #bound = new Map<string, string>();

  next(key: string): number {
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return turn;
  }

  acquire(_: string, candidates: readonly string[]): number {
    const loads = candidates.map((candidate) => this.calls.get(candidate) ?? 0);
    const place = loads.indexOf(Math.min(...loads));
    this.calls.set(candidates[place]!, loads[place]! + 1);
    return place;
  }

  release(_: string, candidate: string): void {
    this.calls.set(candidate, (this.calls.get(candidate) ?? 0) - 1);
  }

  session(key: string, candidates: readonly string[]): number {
    return candidates.indexOf(this.#bound.get(key) ?? '');
  }

  bind(key: string, candidates: readonly string[], place: number): number {
    if (this.session(key, candidates) === -1) this.#bound.set(key, candidates[place]!);
    return this.session(key, candidates);
  }
}
