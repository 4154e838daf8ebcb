import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { PendingCalls } from '../../src/shared/pending-calls.js';
import { collectGarbage } from '../support/collect-garbage.js';

const ignore = (): void => {};

/** Keeps this process from doing anything else. */
function stall(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

it('a call without an answer ends, not before its time', async () => {
  const began = performance.now();
  await new Promise<void>((resolve) => new PendingCalls(100, () => resolve()).add(ignore, ignore));
  expect(performance.now() - began).toBeGreaterThan(98);
});

it('a stall of this process leaves the answers time to come', async () => {
  const expired: unknown[] = [];
  const calls = new PendingCalls(100, (call) => expired.push(call));
  const answer = new Promise((resolve) => {
    const call = calls.add(resolve, ignore);
    // What is asked for leaves after the stall, and the answer takes its time.
    stall(300);
    setTimeout(() => calls.answer(call, 'here'), 5);
  });
  expect(await answer).toBe('here');
  expect(expired).toEqual([]);
});

it('failing all ends what waits, and the next calls have their whole time', async () => {
  const errors: Error[] = [];
  const calls = new PendingCalls(50, ignore);
  calls.add(ignore, (error) => errors.push(error));
  calls.failAll(new Error('gone'));
  expect(errors.map(({ message }) => message)).toEqual(['gone']);
  const began = performance.now();
  await new Promise<void>((resolve) => {
    const next = new PendingCalls(50, () => resolve());
    next.add(ignore, ignore);
    next.failAll(new Error('gone'));
    next.add(ignore, ignore);
  });
  expect(performance.now() - began).toBeGreaterThan(48);
});

it('a call that something holds does not hold those that began after it', async () => {
  const calls = new PendingCalls(1_000, ignore);
  const held = calls.add(ignore, ignore);
  const later = (() => {
    const next = calls.add(ignore, ignore);
    calls.answer(held, 1);
    calls.answer(next, 2);
    return new WeakRef(next);
  })();
  await turn();
  collectGarbage();
  expect(later.deref()).toBeUndefined();
  expect(held.settled).toBe(true);
});
