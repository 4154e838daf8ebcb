import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import { drawn } from './drawn.js';
import { hashText } from './hash-text.js';

/** What of a request is hashed; `null`: the request does not have it, or it is empty. */
export type HashKey = (exchange: Exchange) => string | null;

/**
 * The same destination for the same key, on every worker of every host, without a memory. When one goes only its own keys move;
 * when one comes it takes its share of all others.
 */
export class Hashed implements Balancer {
  readonly #key: HashKey;
  readonly #keyless: Balancer;

  /** @param keyless chooses for requests without the key */
  constructor(key: HashKey, keyless: Balancer) {
    this.#key = key;
    this.#keyless = keyless;
  }

  choose(exchange: Exchange, candidates: Candidates): Destination | null | Promise<Destination | null> {
    const key = this.#key(exchange);
    if (key === null) return this.#keyless.choose(exchange, candidates);
    return drawn(hashText(key), candidates.destinations, candidates.weights);
  }
}
