import { expect, it } from 'vitest';
import { turnsByWeight } from '../../../src/worker/balance/turns-by-weight.js';
import { destinations, share } from './support.js';

const turns = (...weights: number[]): readonly string[] =>
  turnsByWeight(
    destinations(
      weights.map((_, i) => `h${i}`),
      weights,
    ),
  ).map(({ host }) => host);

it('makes rounds as short as the proportions allow', () => {
  expect(turns(50, 100)).toEqual(['h1', 'h0', 'h1']);
  expect(turns(7, 7, 7)).toEqual(['h0', 'h1', 'h2']);
});

it('rounds weights whose round would be too long', () => {
  const round = turns(...Array.from({ length: 100 }, (_, i) => 900 + i));
  expect(round.length).toBeLessThan(4_500);
  expect(Object.keys(share(round))).toHaveLength(100);
});

it('leaves nobody out', () => {
  expect(share(turns(1_000, 1, 1_000, 1_000, 1_000, 1_000)).h1).toBe(1);
});

it('has no turn without destinations', () => {
  expect(turns()).toEqual([]);
});
