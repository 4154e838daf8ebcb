import { expect, test } from 'vitest';
import { parseSize } from '../../src/shared/size.js';

test.each([
  ['64KB', 65_536],
  ['10MB', 10_485_760],
  ['1.5 kb', 1_536],
  ['1GB', 1_073_741_824],
  ['2KiB', 2_048],
  ['100B', 100],
  ['240', 240],
  [0, 0],
  [240, 240],
  ['', null],
  ['big', null],
  ['-1KB', null],
  ['1TB', null],
  [1.5, null],
  [-1, null],
])('%j is %j', (text, expected) => {
  expect(parseSize(text)).toBe(expected);
});
