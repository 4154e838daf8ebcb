import type { Log } from '../../shared/log.js';
import { WorkerRefused, WorkerSilent } from './failures.js';
import type { Target } from './target.js';
import type { WorkerProcess } from './worker-process.js';

export interface Rollout {
  /** How many workers run the target. */
  readonly taken: number;
  /** Why the first of the others does not; `null` when all do. */
  readonly reason: string | null;
}

/**
 * Brings running workers to the target, all at once.
 *
 * A worker that does not answer is killed, and so is one that refuses what another one took: its slot starts a new one.
 * When all refuse, the target is at fault and not the workers, so they stay.
 */
export async function bringAll(workers: readonly WorkerProcess[], target: () => Target, log: Log): Promise<Rollout> {
  const results = await Promise.allSettled(workers.map((worker) => worker.bring(target)));
  const taken = results.filter((result) => result.status === 'fulfilled').length;
  let reason: string | null = null;
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') continue;
    const worker = workers[index]!;
    const error = result.reason as Error;
    reason ??= error.message;
    if (error instanceof WorkerSilent || (error instanceof WorkerRefused && taken > 0)) {
      log.error({ worker: worker.pid, reason: error.message }, 'worker did not take the change; it is killed');
      worker.kill();
    }
  }
  return { taken, reason };
}
