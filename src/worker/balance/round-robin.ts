import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';

/** One after the other, beginning with the first; a list that grew or shrank is continued where the last one stopped (Ocelot: RoundRobin). */
export class RoundRobin implements Balancer {
  #next = 0;

  choose(destinations: readonly Destination[]): Destination | null {
    if (this.#next >= destinations.length) this.#next = 0;
    return destinations[this.#next++] ?? null;
  }
}
