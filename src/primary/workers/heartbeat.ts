import type { Log } from '../../shared/log.js';
import type { WorkerTiming } from './timing.js';
import type { WorkerProcess } from './worker-process.js';

/**
 * Asks every ready worker for a sign of life and kills the ones that stall, so that their slots replace them.
 *
 * Counted in unanswered pings, not in time on the clock: after a suspended machine wakes up every worker looks late.
 */
export function startHeartbeat(workers: Iterable<WorkerProcess>, timing: WorkerTiming, log: Log): NodeJS.Timeout {
  return setInterval(() => {
    for (const worker of workers) {
      if (worker.state !== 'ready') continue;
      if (worker.unansweredPings < timing.pingsMissed) worker.ping();
      else {
        log.error({ worker: worker.pid, unanswered: worker.unansweredPings }, 'worker stalls; it is killed');
        worker.kill();
      }
    }
  }, timing.pingEvery);
}
