import { expect, it } from 'vitest';
import type { HostState } from '../../../src/primary/admin/host-state.js';
import { metricsOf } from '../../../src/primary/admin/metrics.js';
import { version } from '../../../src/shared/version.js';
import { workerReport } from '../../support/worker-report.js';

const state: HostState = {
  draining: false,
  snapshot: 4,
  workers: { ready: 1, wanted: 2 },
  refused: false,
  host: 'h',
  redis: { condition: 'away', since: 1, reason: 'gone' },
  onFailure: 'local',
  processes: [
    {
      pid: 7,
      state: 'ready',
      snapshot: 4,
      report: workerReport({
        requests: 100,
        failures: { client: 1, gateway: 2, service: 3 },
        connections: 5,
        webSockets: 4,
        cache: { entries: 6, bytes: 7_000, hits: 8 },
        redis: { condition: 'busy', since: 1, reason: 'slow' },
      }),
    },
    { pid: 8, state: 'starting', snapshot: null, report: null },
  ],
};

/** The samples of a text, by name and labels. */
const samples = async (of: HostState): Promise<Record<string, number>> => {
  const lines = (await metricsOf(of)).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
};

it('says what there is of the host and of each worker that has reported', async () => {
  expect(await samples(state)).toEqual({
    [`margay_info{version="${version}"}`]: 1,
    margay_snapshot: 4,
    'margay_workers{state="ready"}': 1,
    'margay_workers{state="wanted"}': 2,
    'margay_readiness{state="ok"}': 0,
    'margay_readiness{state="degraded"}': 1,
    'margay_readiness{state="unavailable"}': 0,
    ...Object.fromEntries(
      ['connecting', 'available', 'full', 'denied', 'busy', 'away'].flatMap((one) => [
        [`margay_redis{process="primary",state="${one}"}`, one === 'away' ? 1 : 0],
        [`margay_redis{process="7",state="${one}"}`, one === 'busy' ? 1 : 0],
      ]),
    ),
    'margay_requests_total{worker="7"}': 100,
    'margay_request_failures_total{worker="7",side="client"}': 1,
    'margay_request_failures_total{worker="7",side="gateway"}': 2,
    'margay_request_failures_total{worker="7",side="service"}': 3,
    'margay_connections{worker="7"}': 5,
    'margay_websockets{worker="7"}': 4,
    'margay_cache_entries{worker="7"}': 6,
    'margay_cache_bytes{worker="7"}': 7_000,
    'margay_cache_hits_total{worker="7"}': 8,
    'margay_circuits_not_closed{worker="7"}': 0,
  });
});

it('says nothing of Redis without one, nor of workers that are gone', async () => {
  const names = Object.keys(await samples({ ...state, redis: null, processes: [] }));
  expect(names.filter((name) => name.includes('redis') || name.includes('worker="'))).toEqual([]);
});
