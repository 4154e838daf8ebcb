import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';

/** The order of one round. */
export type Round = (candidates: Candidates) => readonly Destination[];

export const inTurn: Round = ({ destinations }) => destinations;
export const byWeight: Round = ({ turns }) => turns;

/** One after the other, beginning with the first; a list that grew or shrank is continued where the last one stopped (Ocelot: RoundRobin). */
export class RoundRobin implements Balancer {
  #next = 0;
  readonly #round: Round;

  constructor(round: Round) {
    this.#round = round;
  }

  choose(_exchange: Exchange, candidates: Candidates): Destination | null {
    const round = this.#round(candidates);
    if (this.#next >= round.length) this.#next = 0;
    return round[this.#next++] ?? null;
  }
}

/** One after the other, whichever worker asks. */
export class SharedRoundRobin implements Balancer {
  readonly #counters: CounterStore;
  readonly #key: string;
  readonly #round: Round;

  constructor(counters: CounterStore, key: string, round: Round) {
    this.#counters = counters;
    this.#key = key;
    this.#round = round;
  }

  choose(_exchange: Exchange, candidates: Candidates): Destination | null | Promise<Destination | null> {
    const round = this.#round(candidates);
    if (round.length === 1) return round[0]!;
    const turn = this.#counters.next(this.#key);
    if (typeof turn === 'number') return round[turn % round.length]!;
    return turn.then((number) => round[number % round.length]!);
  }
}
