import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/primary/config/suggest.js';

test.each([
  ['', '', 0],
  ['abc', 'abc', 0],
  ['abc', 'abd', 1],
  ['abc', 'ab', 1],
  ['abc', 'acb', 1],
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
])('%j to %j is %i', (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
});

test.each([
  ['Timeot', 'Timeout'],
  ['rotues', 'Routes'],
  ['UpstreamPathTemplte', 'UpstreamPathTemplate'],
  ['MyOptions', null],
  ['Tool', null],
])('%s means %s', (name, expected) => {
  expect(nearest(name, ['Timeout', 'Routes', 'UpstreamPathTemplate', 'QoSOptions'])).toBe(expected);
});
