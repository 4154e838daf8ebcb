import { expect, it } from 'vitest';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { WorkerCounters } from '../../../src/shared/backplane/worker-counters.js';
import { counterStoreContract } from './counter-store-contract.js';

counterStoreContract('workers of one process', () => {
  const shared = new MemoryCounters(() => performance.now());
  return { store: new WorkerCounters(shared), others: [new WorkerCounters(shared), new WorkerCounters(shared)] };
});

it('a worker that has ended holds no calls', () => {
  const shared = new MemoryCounters(() => 0);
  const [gone, alive] = [new WorkerCounters(shared), new WorkerCounters(shared)];
  for (let i = 0; i < 3; i++) gone.acquire('k', ['a']);
  expect(alive.acquire('k', ['a', 'b'])).toBe(1);
  gone.end();
  gone.end();
  expect([alive.acquire('k', ['b', 'a']), alive.acquire('k', ['b', 'a'])]).toEqual([1, 0]);
});

it('a worker ends only its own calls', () => {
  const shared = new MemoryCounters(() => 0);
  const [one, other] = [new WorkerCounters(shared), new WorkerCounters(shared)];
  one.acquire('k', ['a']);
  other.release('k', 'a');
  expect(other.acquire('k', ['a', 'b'])).toBe(1);
});
