import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import type { Round } from './round.js';

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
