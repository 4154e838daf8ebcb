import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import { hashText, mix } from './hash-text.js';

/** What of a request is hashed; `null`: the request does not have it, or it is empty. */
export type HashKey = (exchange: Exchange) => string | null;

/**
 * The same destination for the same key, on every worker of every host, without a memory: each destination draws a number
 * with the key, the highest wins (rendezvous hashing). When one goes only its own keys move; when one comes it takes its share
 * of all others.
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
    return key === null ? this.#keyless.choose(exchange, candidates) : drawn(hashText(key), candidates);
  }
}

function drawn(key: number, { destinations, even }: Candidates): Destination | null {
  let best: Destination | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (const destination of destinations) {
    const number = mix(key ^ destination.hash);
    const score = even ? number : byWeight(number, destination.weight);
    if (score <= highest) continue;
    highest = score;
    best = destination;
  }
  return best;
}

/** Makes a destination win as often as its weight says (weighted rendezvous hashing). */
function byWeight(number: number, weight: number): number {
  return -weight / Math.log((number + 0.5) / 2 ** 32);
}
