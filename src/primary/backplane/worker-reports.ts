import type { WorkerCounters, WorkerReport } from '../../shared/worker-report.js';
import type { ChannelWorker } from './channel-server.js';

/** What the workers of this host said last about themselves. */
export class WorkerReports {
  readonly #reports = new Map<ChannelWorker, WorkerReport>();

  received(worker: ChannelWorker, report: WorkerReport): void {
    this.#reports.set(worker, report);
  }

  left(worker: ChannelWorker): void {
    this.#reports.delete(worker);
  }

  /** `null`: the worker has said nothing yet. */
  of(pid: number): WorkerReport | null {
    for (const [worker, report] of this.#reports) if (worker.pid === pid) return report;
    return null;
  }

  /** Of all workers that are there. What a worker that is gone has counted is gone with it. */
  sum(): WorkerCounters {
    const reports = [...this.#reports.values()];
    const sum = (value: (report: WorkerReport) => number) => reports.reduce((total, each) => total + value(each), 0);
    return {
      requests: sum(({ requests }) => requests),
      failures: {
        client: sum(({ failures }) => failures.client),
        gateway: sum(({ failures }) => failures.gateway),
        service: sum(({ failures }) => failures.service),
      },
      connections: sum(({ connections }) => connections),
      webSockets: sum(({ webSockets }) => webSockets),
      cache: {
        entries: sum(({ cache }) => cache.entries),
        bytes: sum(({ cache }) => cache.bytes),
        hits: sum(({ cache }) => cache.hits),
      },
    };
  }
}
