import { Counter, Gauge, Registry } from 'prom-client';
import { type RedisState, redisConditions } from '../../shared/redis/link.js';
import { version } from '../../shared/version.js';
import type { WorkerReport } from '../../shared/worker-report.js';
import type { HostState } from './host-state.js';
import { readiness, readinessStatuses } from './readiness.js';

/** Media type of the text. */
export const METRICS_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/** What a worker counts since its start. */
const counters: readonly (readonly [name: string, help: string, value: (report: WorkerReport) => number])[] = [
  ['margay_requests_total', 'Requests that have ended', ({ requests }) => requests],
  ['margay_cache_hits_total', 'Cached answers found in memory', ({ cache }) => cache.hits],
];

/** What a worker holds now. */
const gauges: typeof counters = [
  ['margay_connections', 'Open connections of clients', ({ connections }) => connections],
  ['margay_websockets', 'Open WebSockets of clients', ({ webSockets }) => webSockets],
  ['margay_cache_entries', 'Cached answers in memory', ({ cache }) => cache.entries],
  ['margay_cache_bytes', 'Size of the cached answers in memory', ({ cache }) => cache.bytes],
  ['margay_circuits_not_closed', 'Circuits that are open or half-open', ({ breakers }) => breakers.length],
];

/** The state of a host in the text format of Prometheus. Made anew for each reading, so that nothing of a worker that is gone stays. */
export function metricsOf(state: HostState): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[]) =>
    new Gauge({ name, help, labelNames, registers });

  gauge('margay_info', 'The version that runs', ['version']).set({ version }, 1);
  gauge('margay_snapshot', 'The newest configuration that workers were given, counted from 1', []).set(state.snapshot);
  const workers = gauge('margay_workers', 'Worker processes', ['state']);
  workers.set({ state: 'ready' }, state.workers.ready);
  workers.set({ state: 'wanted' }, state.workers.wanted);
  const { status } = readiness(state);
  const ready = gauge('margay_readiness', 'What /readyz says: 1 for the state it is in', ['state']);
  for (const one of readinessStatuses) ready.set({ state: one }, one === status ? 1 : 0);
  const reports = state.processes.flatMap(({ pid, report }) => (report === null ? [] : [{ worker: `${pid}`, report }]));
  const seen = (which: 'redis' | 'cacheRedis') =>
    reports.map(({ worker, report }) => ({ process: worker, redis: report[which] }));
  addRedis('margay_redis', 'Redis', [{ process: 'primary', redis: state.redis }, ...seen('redis')]);
  addRedis('margay_cache_redis', 'the Redis of cached answers', seen('cacheRedis'));
  for (const [name, help, value] of counters) {
    const counter = new Counter({ name, help, labelNames: ['worker'], registers });
    for (const { worker, report } of reports) counter.inc({ worker }, value(report));
  }
  const failures = new Counter({
    name: 'margay_request_failures_total',
    help: 'Requests that failed, by whose fault it was',
    labelNames: ['worker', 'side'],
    registers,
  });
  for (const { worker, report } of reports)
    for (const [side, count] of Object.entries(report.failures)) failures.inc({ worker, side }, count);
  for (const [name, help, value] of gauges) {
    const one = gauge(name, help, ['worker']);
    for (const { worker, report } of reports) one.set({ worker }, value(report));
  }
  return registry.metrics();

  function addRedis(name: string, what: string, connections: readonly { process: string; redis: RedisState | null }[]) {
    const one = gauge(name, `What a process sees of ${what}: 1 for the state it is in`, ['process', 'state']);
    for (const { process, redis } of connections)
      if (redis !== null)
        for (const condition of redisConditions)
          one.set({ process, state: condition }, condition === redis.condition ? 1 : 0);
  }
}
