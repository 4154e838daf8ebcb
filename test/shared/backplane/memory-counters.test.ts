import { expect, it } from 'vitest';
import { CallCounts } from '../../../src/shared/backplane/call-counts.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { counterStoreContract } from './counter-store-contract.js';

counterStoreContract('memory', () => ({ store: new MemoryCounters(() => performance.now()), others: [] }));

it('answers at once', () => {
  const store = new MemoryCounters(() => 0);
  expect([
    store.next('k'),
    store.acquire('k', ['a']),
    store.session('k', ['a'], 1),
    store.bind('k', ['a'], 0, 1),
  ]).toEqual([0, 0, -1, 0]);
});

it('compares the end of a session with the time of the look', () => {
  let now = 0;
  const store = new MemoryCounters(() => now);
  store.bind('s', ['a'], 0, 100);
  now = 99;
  expect(store.session('s', ['a'], 100)).toBe(0);
  now = 198;
  expect(store.session('s', ['a'], 100)).toBe(0);
  now = 298;
  expect(store.session('s', ['a'], 100)).toBe(-1);
});

it('forgets the session that was used least recently when there are too many', () => {
  const store = new MemoryCounters(() => 0, 3);
  for (const key of ['a', 'b', 'c']) store.bind(key, ['x'], 0, 100);
  store.session('a', ['x'], 100);
  store.bind('d', ['x'], 0, 100);
  expect(['a', 'b', 'c', 'd'].map((key) => store.session(key, ['x'], 100))).toEqual([0, -1, 0, 0]);
});

it('forgets the turn that was taken least recently when there are too many', () => {
  const store = new MemoryCounters(() => 0);
  store.next('old');
  for (let i = 0; i < 19_999; i++) store.next(`k${i}`);
  expect(store.next('old')).toBe(1);
  store.next('one more');
  store.next('and one');
  expect(store.next('k0')).toBe(0);
  expect(store.next('old')).toBe(2);
});

it('keeps nothing of candidates without calls', () => {
  const counts = new CallCounts();
  counts.add('k', 'a');
  counts.remove('k', 'a');
  expect(counts.size).toBe(0);
});
