import type { Balancer } from '../balance/balancer.js';
import type { Destination } from './destination.js';

/** A service with its live destinations. Routes with the same service share it, so that one of ten thousand finds it in the cache. */
export class ServiceRuntime {
  readonly #destinations: readonly Destination[];
  readonly #balancer: Balancer;

  constructor(destinations: readonly Destination[], balancer: Balancer) {
    this.#destinations = destinations;
    this.#balancer = balancer;
  }

  /** `null`: there is none. */
  choose(): Destination | null {
    return this.#balancer.choose(this.#destinations);
  }
}
