import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasDotSegment, resolveDotSegments } from '../../../src/worker/match/dot-segments.js';

test.each([
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/a/b/..', '/a/'],
  ['/a/b/.', '/a/b/'],
  ['/..', '/'],
  ['/.', '/'],
  ['/../../a', '/a'],
  ['/a/%2e%2e/b', '/b'],
  ['/a/%2E/b', '/a/b'],
  ['/a/.%2e/b', '/b'],
  ['/a/%2E./b', '/b'],
  ['/a/b/../../../../c', '/c'],
  ['/a//../b', '/a/b'],
  ['/a/..//b', '//b'],
])('%s becomes %s', (path, expected) => {
  expect(resolveDotSegments(path)).toBe(expected);
});

test.each([
  '/',
  '/a/b',
  '/.well-known/x',
  '/a/...',
  '/a/..b',
  '/a/b..',
  '/a/..%2Fb',
  '/a/..\\b',
  '/a/%2e%2e%2e',
  '/a%2f..%2fb',
])('%s stays', (path) => {
  expect(resolveDotSegments(path)).toBe(path);
});

test('agrees with the URL class, which knows the same spellings', () => {
  const segment = fc.constantFrom('', 'a', 'b.c', '.', '..', '%2e', '%2E.', '.%2e', '...', '%2e%2e%2e', '%2f');
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 8 }), (segments) => {
      const path = `/${segments.join('/')}`;
      const resolved = resolveDotSegments(path);
      expect(resolved).toBe(new URL(`http://host${path}`).pathname);
      expect(hasDotSegment(resolved)).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
