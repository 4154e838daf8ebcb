import { expect, test } from 'vitest';
import { formatProblem } from '../../../src/primary/config/format-problem.js';

test.each([
  [
    {
      severity: 'error',
      path: 'Routes[0].Key',
      location: 'ocelot.json:3:5',
      message: 'is wrong',
      suggestion: 'Mend it.',
    },
    'error: Routes[0].Key (ocelot.json:3:5)\n    is wrong\n    -> Mend it.',
  ],
  [{ severity: 'notice', path: '', location: null, message: 'hello', suggestion: null }, 'notice:\n    hello'],
] as const)('%#', (problem, expected) => {
  expect(formatProblem(problem)).toBe(expected);
});
