import type { WorkerReport } from '../../src/shared/worker-report.js';

/** Of a worker that has done nothing yet, or what a test says instead. */
export function workerReport(changes: Partial<WorkerReport> = {}): WorkerReport {
  return {
    requests: 0,
    failures: { client: 0, gateway: 0, service: 0 },
    connections: 0,
    webSockets: 0,
    cache: { entries: 0, bytes: 0, hits: 0 },
    breakers: [],
    redis: null,
    cacheRedis: null,
    ...changes,
  };
}
