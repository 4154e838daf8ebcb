import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';

/** Any destination, each as likely as its weight says. */
export class Random implements Balancer {
  readonly #random: () => number;

  /** @param random from 0 up to, not including, 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  choose(_exchange: Exchange, { destinations, weight }: Candidates): Destination | null {
    let left = this.#random() * weight;
    for (const destination of destinations) {
      left -= destination.weight;
      if (left < 0) return destination;
    }
    return destinations.at(-1) ?? null;
  }
}
