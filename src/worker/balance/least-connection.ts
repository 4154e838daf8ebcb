import type { CounterStore } from '../../shared/backplane/counter-store.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import { CallLease } from './call-lease.js';
import type { Candidates } from './candidates.js';

/**
 * The destination with the fewest calls in flight, the first of several. A call lasts until the client has the whole answer, or
 * the WebSocket is closed (Ocelot: LeastConnection, which counts until the head of the answer is there).
 */
export class LeastConnection implements Balancer {
  readonly #counters: CounterStore;
  readonly #key: string;

  constructor(counters: CounterStore, key: string) {
    this.#counters = counters;
    this.#key = key;
  }

  choose(exchange: Exchange, { destinations, names }: Candidates): Destination | Promise<Destination> {
    const place = this.#counters.acquire(this.#key, names);
    if (typeof place === 'number') return this.#take(exchange, destinations[place]!);
    return place.then((index) => this.#take(exchange, destinations[index]!));
  }

  #take(exchange: Exchange, destination: Destination): Destination {
    exchange.hold(new CallLease(this.#counters, this.#key, destination.name));
    return destination;
  }
}
