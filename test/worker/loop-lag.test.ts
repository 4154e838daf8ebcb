import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LoopLag } from '../../src/worker/loop-lag.js';

function block(time: number): void {
  const end = performance.now() + time;
  while (performance.now() < end);
}

it('measures the longest time in which the event loop did not turn', async () => {
  const lag = new LoopLag();
  lag.start();
  await sleep(5);
  block(60);
  await sleep(5);
  block(20);
  await sleep(5);
  expect(lag.stop()).toBeGreaterThanOrEqual(55);
});

it('counts what blocks until the very end', () => {
  const lag = new LoopLag();
  lag.start();
  block(60);
  expect(lag.stop()).toBeGreaterThanOrEqual(55);
});

it('begins anew with every start', () => {
  const lag = new LoopLag();
  lag.start();
  block(60);
  lag.stop();
  lag.start();
  expect(lag.stop()).toBeLessThan(55);
});
