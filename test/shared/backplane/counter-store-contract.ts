import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CounterStore } from '../../../src/shared/backplane/counter-store.js';

let used = 0;
/** A key that no other test has. */
const fresh = (): string => `key {${++used}} |x`;

/** What every counter store does; `others` are stores of other workers with the same counters. */
export function counterStoreContract(
  name: string,
  make: () => { store: CounterStore; others: readonly CounterStore[] },
): void {
  describe(`${name}: turns`, () => {
    it('begin with 0 and grow by 1, for each key', async () => {
      const { store } = make();
      const [one, other] = [fresh(), fresh()];
      const turns = [await store.next(one), await store.next(one), await store.next(other), await store.next(one)];
      expect(turns).toEqual([0, 1, 0, 2]);
    });

    it('are given once, whoever asks', async () => {
      const { store, others } = make();
      const key = fresh();
      const turns = await Promise.all([store, ...others, store, ...others].map((one) => one.next(key)));
      expect(turns.sort()).toEqual(turns.map((_, i) => i));
    });
  });

  describe(`${name}: calls`, () => {
    it('go to the candidate with the fewest, the first of several', async () => {
      const { store } = make();
      const key = fresh();
      const places = [];
      for (let i = 0; i < 4; i++) places.push(await store.acquire(key, ['a:1', 'b:2', 'c:3']));
      store.release(key, 'b:2');
      places.push(await store.acquire(key, ['a:1', 'b:2', 'c:3']));
      expect(places).toEqual([0, 1, 2, 0, 1]);
    });

    it('of all workers count', async () => {
      const { store, others } = make();
      const key = fresh();
      const places = [];
      for (const one of [store, ...others]) places.push(await one.acquire(key, ['a', 'b', 'c']));
      expect(places).toEqual(places.map((_, i) => i));
    });

    it('of a key do not count for another', async () => {
      const { store } = make();
      await store.acquire(fresh(), ['a', 'b']);
      expect(await store.acquire(fresh(), ['a', 'b'])).toBe(0);
    });

    it('never fall below 0', async () => {
      const { store } = make();
      const key = fresh();
      await store.acquire(key, ['a']);
      for (let i = 0; i < 3; i++) store.release(key, 'a');
      store.release(key, 'unknown');
      expect([await store.acquire(key, ['a', 'b']), await store.acquire(key, ['a', 'b'])]).toEqual([0, 1]);
    });

    it('of a candidate that was away are remembered', async () => {
      const { store } = make();
      const key = fresh();
      await store.acquire(key, ['a', 'b']);
      expect(await store.acquire(key, ['b'])).toBe(0);
      expect(await store.acquire(key, ['b', 'a'])).toBe(0);
      expect(await store.acquire(key, ['b', 'a'])).toBe(1);
    });

    it('are what a simple count says, in any order of beginnings and ends', async () => {
      const step = fc.oneof(fc.constant('begin'), fc.nat(3));
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const { store } = make();
          const key = fresh();
          const names = ['a', 'b', 'c', 'd'];
          const counts = [0, 0, 0, 0];
          for (const what of steps) {
            if (what === 'begin') {
              const place = await store.acquire(key, names);
              expect(place).toBe(counts.indexOf(Math.min(...counts)));
              counts[place]!++;
            } else if (counts[what as number]! > 0) {
              store.release(key, names[what as number]!);
              counts[what as number]!--;
            }
          }
        }),
        { numRuns: 20 },
      );
    });
  });

  describe(`${name}: sessions`, () => {
    it('are bound to nothing at first, then to one candidate', async () => {
      const { store, others } = make();
      const key = fresh();
      expect(await store.session(key, ['a', 'b'], 60_000)).toBe(-1);
      expect(await store.bind(key, ['a', 'b'], 1, 60_000)).toBe(1);
      for (const one of [store, ...others]) expect(await one.session(key, ['a', 'b'], 60_000)).toBe(1);
      expect(await store.session(fresh(), ['a', 'b'], 60_000)).toBe(-1);
    });

    it('stay with the first who binds them', async () => {
      const { store } = make();
      const key = fresh();
      const places = await Promise.all([
        store.bind(key, ['a', 'b'], 1, 60_000),
        store.bind(key, ['a', 'b'], 0, 60_000),
      ]);
      expect(places).toEqual([1, 1]);
    });

    it('are bound again when their candidate is not offered, and keep the first one for those who do', async () => {
      const { store } = make();
      const key = fresh();
      await store.bind(key, ['a'], 0, 60_000);
      expect(await store.session(key, ['b', 'c'], 60_000)).toBe(-1);
      expect(await store.bind(key, ['b', 'c'], 1, 60_000)).toBe(1);
      expect(await store.session(key, ['b', 'c'], 60_000)).toBe(1);
      expect(await store.session(key, ['b', 'a'], 60_000)).toBe(1);
    });

    it('follow the latest candidate, when several are offered', async () => {
      const { store } = make();
      const key = fresh();
      await store.bind(key, ['a'], 0, 60_000);
      await store.bind(key, ['b'], 0, 60_000);
      expect(await store.session(key, ['a', 'b'], 60_000)).toBe(1);
    });

    it('remember four candidates', async () => {
      const { store } = make();
      const key = fresh();
      for (const candidate of ['a', 'b', 'c', 'd', 'e']) await store.bind(key, [candidate], 0, 60_000);
      expect([await store.session(key, ['a'], 60_000), await store.session(key, ['b'], 60_000)]).toEqual([-1, 0]);
    });

    it('end when they are not used for their time', async () => {
      const { store } = make();
      const key = fresh();
      await store.bind(key, ['a'], 0, 50);
      await sleep(200);
      expect(await store.session(key, ['a'], 50)).toBe(-1);
    });

    it('live on with every use', async () => {
      const { store } = make();
      const key = fresh();
      await store.bind(key, ['a'], 0, 500);
      expect(await store.session(key, ['a'], 60_000)).toBe(0);
      await sleep(700);
      expect(await store.session(key, ['a'], 60_000)).toBe(0);
    });
  });
}
