import { expect, it } from 'vitest';
import { Backoff } from '../../../src/primary/workers/backoff.js';

const timing = { first: 100, longest: 10_000, stable: 60_000 };

it('doubles the pause after every short life, up to the longest', () => {
  const backoff = new Backoff(timing);
  const pauses = Array.from({ length: 9 }, () => backoff.pause(50));
  expect(pauses).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);
});

it('begins again after a stable life', () => {
  const backoff = new Backoff(timing);
  backoff.pause(50);
  backoff.pause(50);
  expect(backoff.pause(59_999)).toBe(400);
  expect(backoff.pause(60_000)).toBe(100);
  expect(backoff.pause(50)).toBe(200);
});
