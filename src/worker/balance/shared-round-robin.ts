import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import type { Round } from './round.js';

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

  choose(_exchange: Exchange, candidates: Candidates): Destination | Promise<Destination> {
    const round = this.#round(candidates);
    if (round.length === 1) return round[0]!;
    const turn = this.#counters.next(this.#key);
    if (typeof turn === 'number') return round[turn % round.length]!;
    return turn.then((number) => round[number % round.length]!);
  }
}
