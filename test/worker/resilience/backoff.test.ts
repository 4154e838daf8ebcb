import { expect, test } from 'vitest';
import { backoff } from '../../../src/worker/resilience/backoff.js';

const wallTime = Date.UTC(2030, 0, 1, 12, 0, 0);

test.each([
  ['nothing at the earliest', 100, 1, 0, 0],
  ['up to the base before the first repetition', 100, 1, 0.5, 50],
  ['up to twice as much before the second', 100, 2, 0.5, 100],
  ['up to four times as much before the third', 100, 3, 0.5, 200],
  ['5 s at the most', 100, 10, 1, 5_000],
  ['a longer base all the same', 8_000, 3, 0.5, 4_000],
  ['not at all without a base', 0, 4, 0.9, 0],
])('waits %s', (_name, base, tries, random, expected) => {
  expect(backoff(base, tries, null, random, wallTime)).toBe(expected);
});

test.each([
  ['1', 1_000],
  [' 5 ', 5_000],
  ['0', 50],
  ['6', null],
  ['99999999999', null],
  ['Tue, 01 Jan 2030 12:00:03 GMT', 3_000],
  ['Tue, 01 Jan 2030 11:00:00 GMT', 50],
  ['Tue, 01 Jan 2030 13:00:00 GMT', null],
  ['-1', 50],
  ['soon', 50],
  ['1.5', 50],
  ['', 50],
])('Retry-After %o makes it %s ms', (retryAfter, expected) => {
  expect(backoff(100, 1, retryAfter, 0.5, wallTime)).toBe(expected);
});
