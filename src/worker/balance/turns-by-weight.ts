import type { Destination } from '../runtime/destination.js';

/** Most turns in one round; weights that need more are rounded. */
const maxTurns = 4_096;

/**
 * One round of turns in which each destination has as many as its weight, spread evenly: at every turn each gains its weight,
 * the one that has gained most takes it and pays the sum of all (smooth weighted round robin).
 *
 * @returns the destinations themselves when all have the same weight
 */
export function turnsByWeight(destinations: readonly Destination[]): readonly Destination[] {
  const weights = reduced(destinations.map(({ weight }) => weight));
  if (weights.every((weight) => weight === 1)) return destinations;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const gained = weights.map(() => 0);
  return Array.from({ length: sum }, () => {
    let best = 0;
    for (let i = 0; i < weights.length; i++) {
      gained[i]! += weights[i]!;
      if (gained[i]! > gained[best]!) best = i;
    }
    gained[best]! -= sum;
    return destinations[best]!;
  });
}

/** The smallest whole numbers of the same proportions. */
function reduced(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const fitting =
    sum <= maxTurns ? weights : weights.map((weight) => Math.max(1, Math.round((weight * maxTurns) / sum)));
  const divisor = fitting.reduce(greatestCommonDivisor, 0);
  return fitting.map((weight) => weight / divisor);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
