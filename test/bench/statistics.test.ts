import { expect, it } from 'vitest';
import { percentile, spreadOf } from '../../bench/statistics.js';

it('takes the middle value of an odd number of rounds and the mean of the two middle ones of an even number', () => {
  expect(spreadOf([9, 1, 5])).toEqual({ median: 5, min: 1, max: 9 });
  expect(spreadOf([4, 10, 1, 2])).toEqual({ median: 3, min: 1, max: 10 });
  expect(spreadOf([])).toBeNull();
});

it('takes percentiles by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  expect(percentile(values, 50)).toBe(100);
  expect(percentile(values, 99)).toBe(198);
  expect(percentile([], 99)).toBe(0);
});
