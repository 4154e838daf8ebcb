import type { Destination } from '../runtime/destination.js';
import { turnsByWeight } from './turns-by-weight.js';

/** Destinations to choose from, and what balancers make of them once. */
export class Candidates {
  readonly destinations: readonly Destination[];
  #names: readonly string[] | null = null;
  #turns: readonly Destination[] | null = null;
  #weights: readonly number[] | null | undefined = undefined;
  #weight = 0;

  constructor(destinations: readonly Destination[]) {
    this.destinations = destinations;
  }

  /** What counters know the destinations by. */
  get names(): readonly string[] {
    this.#names ??= this.destinations.map(({ name }) => name);
    return this.#names;
  }

  /** The destinations in turn, each as often as its weight says. */
  get turns(): readonly Destination[] {
    this.#turns ??= turnsByWeight(this.destinations);
    return this.#turns;
  }

  /** All weights together. */
  get weight(): number {
    if (this.#weight === 0) this.#weight = this.destinations.reduce((sum, { weight }) => sum + weight, 0);
    return this.#weight;
  }

  /** In the order of the destinations; `null`: all have the same one. */
  get weights(): readonly number[] | null {
    if (this.#weights === undefined) {
      const weights = this.destinations.map(({ weight }) => weight);
      this.#weights = weights.every((weight) => weight === weights[0]) ? null : weights;
    }
    return this.#weights;
  }

  /** Those that are not in `tried`; all when there is no other. */
  without(tried: readonly Destination[]): Candidates {
    const others = this.destinations.filter((destination) => !tried.includes(destination));
    return others.length === 0 || others.length === this.destinations.length ? this : new Candidates(others);
  }
}
