import { expect, it } from 'vitest';
import { mergeFields } from '../../../src/worker/aggregate/merge-fields.js';

const answers = ['A: 1\r\nB: 1\r\na: 2', '', 'b: 3\r\nC: 3'];

it('takes all lines of the first answer that has the name', () => {
  expect(mergeFields(answers, () => 'first')).toBe('A: 1\r\nB: 1\r\na: 2\r\nC: 3');
});

it('takes the lines of all answers', () => {
  expect(mergeFields(answers, (name) => (name === 'b' ? 'all' : null))).toBe('B: 1\r\nb: 3');
});
