import { describe, expect, it } from 'vitest';
import { SlidingWindow } from '../../../src/worker/resilience/sliding-window.js';

describe('a sliding window', () => {
  it('counts what is no older than its duration', () => {
    const window = new SlidingWindow(1_000);
    window.add(0, 1, 0);
    window.add(500, 2, 1);
    window.forget(1_000);
    expect([window.total, window.marked]).toEqual([3, 1]);
    window.forget(1_001);
    expect([window.total, window.marked]).toEqual([2, 1]);
    window.forget(1_501);
    expect([window.total, window.marked]).toEqual([0, 0]);
  });

  it('is exact with times that are a tick of the worker apart', () => {
    const window = new SlidingWindow(10_000);
    for (let now = 0; now <= 10_000; now += 50) window.add(now, 1, 1);
    expect(window.total).toBe(201);
    window.forget(10_050);
    expect(window.total).toBe(200);
  });

  it('counts on after it was cleared', () => {
    const window = new SlidingWindow(1_000);
    window.add(0, 5, 5);
    window.clear();
    window.add(10, 1, 0);
    window.forget(1_005);
    expect([window.total, window.marked]).toEqual([1, 0]);
  });

  it('keeps the counts of a very long one right without keeping every time', () => {
    const window = new SlidingWindow(86_400_000);
    for (let now = 0; now < 86_400_000; now += 20_000) window.add(now, 1, 0);
    expect(window.total).toBe(4_320);
    window.forget(86_400_000 * 2 + 1);
    expect(window.total).toBe(0);
  });
});
