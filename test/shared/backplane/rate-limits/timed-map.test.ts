import { expect, it } from 'vitest';
import { TimedMap } from '../../../../src/shared/backplane/rate-limits/timed-map.js';

interface Entry {
  since: number;
  until: number;
  refuses: boolean;
}

const entry = (until: number, refuses = false): Entry => ({ since: 0, until, refuses });

it('gives nothing that is over, or from before the clock was set back', () => {
  const map = new TimedMap<Entry>(10);
  map.set('a', { since: 5, until: 10, refuses: false }, 5);
  expect([4, 5, 9, 10].map((now) => map.get('a', now) !== undefined)).toEqual([false, true, true, false]);
});

it('removes what is over as new keys come, without a timer', () => {
  const map = new TimedMap<Entry>(1_000);
  for (let i = 0; i < 100; i++) map.set(`old ${i}`, entry(10), 0);
  for (let i = 0; i < 100; i++) map.set(`new ${i}`, entry(1_000), 500);
  expect(map.size).toBe(100);
});

it('never grows over its size', () => {
  const map = new TimedMap<Entry>(50);
  for (let i = 0; i < 1_000; i++) map.set(`${i}`, entry(1_000 + i), 0);
  expect(map.size).toBe(50);
});

it('gives a key that is there a new entry without making room', () => {
  const map = new TimedMap<Entry>(2);
  map.set('a', entry(10), 0);
  map.set('b', entry(10), 0);
  map.set('a', entry(20), 0);
  expect([map.size, map.get('a', 15)?.until, map.get('b', 5)?.until]).toEqual([2, 20, 10]);
});

it('keeps who is refused while others can go', () => {
  const map = new TimedMap<Entry>(100);
  for (let i = 0; i < 20; i++) map.set(`refused ${i}`, entry(1_000, true), 0);
  for (let i = 0; i < 10_000; i++) map.set(`other ${i}`, entry(5_000), 0);
  const kept = Array.from({ length: 20 }, (_, i) => map.get(`refused ${i}`, 0)).filter((one) => one !== undefined);
  // Where 16 neighbours are all refused, one of them must go.
  expect(kept.length).toBeGreaterThanOrEqual(15);
  expect(map.size).toBe(100);
});

it('lets go what ends first, when all refuse', () => {
  const map = new TimedMap<Entry>(3);
  map.set('late', entry(300, true), 0);
  map.set('soon', entry(100, true), 0);
  map.set('later', entry(400, true), 0);
  map.set('new', entry(500, true), 0);
  expect(map.get('soon', 0)).toBeUndefined();
  expect(map.size).toBe(3);
});

it('keeps what never ends, over its size if it must', () => {
  const map = new TimedMap<Entry>(2);
  for (let i = 0; i < 5; i++) map.set(`${i}`, entry(Number.POSITIVE_INFINITY, true), 0);
  expect(map.size).toBe(5);
  for (let i = 0; i < 5; i++) map.delete(`${i}`);
  map.set('a', entry(10), 0);
  expect(map.size).toBe(1);
});
