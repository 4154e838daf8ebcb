import { expect, it } from 'vitest';
import type { Extensions } from '../../../src/shared/extensions/extensions.js';
import { duplicateNames, namesOf } from '../../../src/shared/extensions/names-of.js';

const handler = () => new Response();
const text = () => 'x';

it('tells the names of all modules in the order of registration', () => {
  const modules: Extensions[] = [
    { delegatingHandlers: { B: handler, A: { global: true, handle: handler } }, placeholders: { One: text } },
    { delegatingHandlers: { C: handler }, aggregators: { Sum: handler }, placeholders: { Two: text } },
  ];
  expect(namesOf(modules)).toEqual({
    handlers: [
      { name: 'B', global: false },
      { name: 'A', global: true },
      { name: 'C', global: false },
    ],
    aggregators: ['Sum'],
    loadBalancers: [],
    authenticationSchemes: [],
    discoveryProviders: [],
    placeholders: ['One', 'Two'],
  });
});

it.each<[readonly Extensions[], readonly string[]]>([
  [[{ placeholders: { One: text } }, { aggregators: { One: handler } }], []],
  [
    [{ placeholders: { One: text } }, { placeholders: { One: text } }],
    ['Unable to add placeholder: {One}, placeholder already exists'],
  ],
  [[{ placeholders: { BaseUrl: text } }], ['Unable to add placeholder: {BaseUrl}, placeholder already exists']],
  [
    [{ placeholders: { DownstreamBaseUrl: text } }],
    ['Unable to add placeholder: {DownstreamBaseUrl}, placeholder already exists'],
  ],
  [
    [{ delegatingHandlers: { A: handler } }, { delegatingHandlers: { A: handler } }],
    ['delegatingHandlers.A is given twice'],
  ],
  [
    [
      {
        discoveryProviders: {
          One: () => ({ getServices: async () => [] }),
          one: () => ({ getServices: async () => [] }),
        },
      },
    ],
    ['discoveryProviders.one is given twice'],
  ],
  [[{ errorMapper: () => null }, { errorMapper: () => null }], ['errorMapper is given twice']],
])('finds names that are given twice in %o', (modules, expected) => {
  expect(duplicateNames(modules)).toEqual(expected);
});
