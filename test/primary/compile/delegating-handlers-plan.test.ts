import { expect, it } from 'vitest';
import { delegatingHandlersPlan } from '../../../src/primary/compile/delegating-handlers-plan.js';

const handlers = [
  { name: 'GlobalOne', global: true },
  { name: 'Own', global: false },
  { name: 'GlobalTwo', global: true },
];

it.each<[readonly string[], readonly string[]]>([
  [[], ['GlobalOne', 'GlobalTwo']],
  [['Own'], ['GlobalOne', 'GlobalTwo', 'Own']],
  [
    ['Own', 'GlobalOne'],
    ['GlobalTwo', 'Own', 'GlobalOne'],
  ],
  [
    ['GlobalTwo', 'Own', 'GlobalTwo', 'Own'],
    ['GlobalOne', 'GlobalTwo', 'Own'],
  ],
])('of a route that names %j it makes %j', (named, expected) => {
  expect(delegatingHandlersPlan(named, handlers)).toEqual(expected);
});

it('is null without handlers', () => {
  expect(delegatingHandlersPlan([], [{ name: 'Own', global: false }])).toBeNull();
});
