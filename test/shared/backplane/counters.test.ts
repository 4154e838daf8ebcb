import { expect, it } from 'vitest';
import { counters } from '../../../src/shared/backplane/counters.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';

const [own, host, cluster] = [1, 2, 3].map(() => new MemoryCounters(() => 0)) as [
  MemoryCounters,
  MemoryCounters,
  MemoryCounters,
];

it.each([
  ['alone', {}, { worker: own, host: own, cluster: own }],
  ['of a host', { host }, { worker: own, host, cluster: host }],
  ['of a cluster', { cluster }, { worker: own, host: own, cluster }],
])('the counters of a worker %s', (_name, shared, expected) => {
  const found = counters(own, shared);
  for (const scope of ['worker', 'host', 'cluster'] as const) expect(found[scope]).toBe(expected[scope]);
});
