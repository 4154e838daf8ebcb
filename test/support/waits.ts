import { expect } from 'vitest';
import type { Shot } from './barrage.js';

/** `CommandTimeout`, ms. */
const byDefault = 50;

/** Those that were sent after a time of `performance.now()`. */
export const since = (time: number, shots: readonly Shot[]): readonly Shot[] =>
  shots.filter(({ sent }) => sent >= time);

const durations = (shots: readonly Shot[]): number[] => shots.map(({ sent, received }) => received - sent);

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/**
 * Some waited for `CommandTimeout`, or the fifth more that it may take, and for nothing longer.
 *
 * @param free requests of the same time that ask nobody: what a busy machine does to all
 */
export function expectFewToWait(
  shots: readonly Shot[],
  most: number,
  free: readonly Shot[],
  timeout: number = byDefault,
): void {
  const waits = (all: readonly Shot[]): number[] => durations(all).filter((duration) => duration >= 0.9 * timeout);
  expect(waits(shots).length).toBeGreaterThan(0);
  expect(waits(shots).length).toBeLessThanOrEqual(most + 2 * waits(free).length);
  expect(median(waits(shots))).toBeLessThan(2 * timeout);
}

export function expectMostNotToWait(shots: readonly Shot[], free: readonly Shot[], timeout: number = byDefault): void {
  expect(median(durations(shots))).toBeLessThan(median(durations(free)) + timeout / 2);
}
