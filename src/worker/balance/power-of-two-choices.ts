import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import { Candidates } from './candidates.js';
import { LeastConnection } from './least-connection.js';

/**
 * Of two destinations chosen at random the one with fewer calls in flight: nearly as even as the fewest of all, at one price
 * for any number of destinations.
 */
export class PowerOfTwoChoices implements Balancer {
  readonly #least: LeastConnection;
  readonly #random: () => number;

  /** @param random from 0 up to, not including, 1 */
  constructor(counters: CounterStore, key: string, random: () => number) {
    this.#least = new LeastConnection(counters, key);
    this.#random = random;
  }

  choose(exchange: Exchange, candidates: Candidates): Destination | Promise<Destination> {
    const { destinations } = candidates;
    const count = destinations.length;
    if (count === 1) return this.#least.choose(exchange, candidates);
    const one = Math.floor(this.#random() * count);
    const other = (one + 1 + Math.floor(this.#random() * (count - 1))) % count;
    return this.#least.choose(exchange, new Candidates([destinations[one]!, destinations[other]!]));
  }
}
