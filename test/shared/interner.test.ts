import { expect, test } from 'vitest';
import { Interner } from '../../src/shared/interner.js';

test('equal keys give one object, up to the limit', () => {
  const interner = new Interner<object>(1);
  const first = interner.obtain('a', () => ({}));
  expect(interner.obtain('a', () => ({}))).toBe(first);
  expect(interner.obtain('b', () => ({}))).not.toBe(interner.obtain('b', () => ({})));
  expect(interner.obtain('a', () => ({}))).toBe(first);
});
