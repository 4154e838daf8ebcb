import { expect, test } from 'vitest';
import { hostKey, hostKeys } from '../../../src/worker/match/host.js';

test.each([
  ['Api.Test', 'api.test'],
  ['api.test:80', 'api.test:80'],
  ['::1', '[::1]'],
  ['[0:0::1]:81', '[::1]:81'],
  ['*.Test', '*.test'],
])('%s is kept under %s', (host, key) => {
  expect(hostKey(host)).toBe(key);
});

test('a request is looked for under its name, the names above it, and these with its port', () => {
  expect(hostKeys('A.b.test:80', true)).toEqual([
    'a.b.test',
    '*.b.test',
    '*.test',
    'a.b.test:80',
    '*.b.test:80',
    '*.test:80',
  ]);
  expect(hostKeys('a.test', false)).toEqual(['a.test']);
  expect(hostKeys('[::1]:80', true)).toEqual(['[::1]', '[::1]:80']);
});
