import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Unwritten } from '../../../src/primary/jobs/unwritten.js';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A place to write to that is away until `isAway` says otherwise. */
function place() {
  const made = { isAway: true, written: [] as number[], late: [] as string[], lost: [] as number[] };
  const unwritten = new Unwritten<number>(
    async (item) => {
      if (made.isAway) throw new Error('away');
      made.written.push(item);
    },
    { late: (item, reason) => made.late.push(`${item} ${reason}`), lost: (item) => made.lost.push(item) },
  );
  return { made, unwritten };
}

it('writes at once, in order', async () => {
  const { made, unwritten } = place();
  made.isAway = false;
  await Promise.all([1, 2, 3].map((item) => unwritten.add(item)));
  expect(made).toMatchObject({ written: [1, 2, 3], late: [] });
});

it('writes later what could not be written, and tells of it once', async () => {
  const { made, unwritten } = place();
  await unwritten.add(1);
  await unwritten.add(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(made).toMatchObject({ written: [], late: ['1 away', '2 away'] });
  made.isAway = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(made).toMatchObject({ written: [1, 2], late: ['1 away', '2 away'] });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(vi.getTimerCount()).toBe(0);
});

it('keeps the last thousand, and tells of those that give way', async () => {
  const { made, unwritten } = place();
  for (let item = 0; item < 1_002; item += 1) await unwritten.add(item);
  made.isAway = false;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(made.lost).toEqual([0, 1]);
  expect(made.written).toHaveLength(1_000);
});

it('leaves no timer when it is closed', async () => {
  const { unwritten } = place();
  await unwritten.add(1);
  unwritten.close();
  expect(vi.getTimerCount()).toBe(0);
});
