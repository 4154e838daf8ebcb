import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { IdleTimer } from '../../../src/worker/websocket/idle-timer.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('tells once, between 1 and 1.25 times the time after the last touch', () => {
  for (const touchAt of [0, 1, 249, 250, 251, 999]) {
    let told = 0;
    const timer = new IdleTimer(1000, () => told++);
    timer.touched = false;
    vi.advanceTimersByTime(touchAt);
    timer.touched = true;
    vi.advanceTimersByTime(999);
    expect(told).toBe(0);
    vi.advanceTimersByTime(252);
    expect(told).toBe(1);
    vi.advanceTimersByTime(10_000);
    expect(told).toBe(1);
    timer.stop();
  }
});

it('is silent once stopped', () => {
  const timer = new IdleTimer(1000, () => expect.unreachable());
  timer.stop();
  vi.advanceTimersByTime(5000);
  expect(vi.getTimerCount()).toBe(0);
});
