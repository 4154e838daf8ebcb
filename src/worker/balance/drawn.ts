import type { Destination } from '../runtime/destination.js';
import { mix } from './hash-text.js';

/**
 * The destination that draws the highest number with a key (rendezvous hashing): the order of the list does not matter. `null`
 * without any.
 *
 * @param weights of the destinations in the same order; `null`: all have the same
 */
export function drawn(
  key: number,
  destinations: readonly Destination[],
  weights: readonly number[] | null,
): Destination | null {
  let best: Destination | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < destinations.length; i++) {
    const destination = destinations[i]!;
    const number = mix(key ^ destination.hash);
    const score = weights === null ? number : byWeight(number, weights[i]!);
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
