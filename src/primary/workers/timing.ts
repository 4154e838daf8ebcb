import type { BackoffTiming } from './backoff.js';

/** How patient the primary is with its workers; milliseconds. */
export interface WorkerTiming {
  /** From the fork until the worker's code is loaded. */
  readonly hello: number;
  /** Until a worker runs a snapshot that was sent to it. */
  readonly snapshot: number;
  /** Until a worker listens. */
  readonly listen: number;
  readonly pingEvery: number;
  /** Pings without an answer after which a worker counts as stalled. */
  readonly pingsMissed: number;
  /** What a draining worker gets on top of its drain timeout before it is killed. */
  readonly drainGrace: number;
  readonly backoff: BackoffTiming;
}

export const workerTiming: WorkerTiming = {
  hello: 30_000,
  snapshot: 30_000,
  listen: 10_000,
  pingEvery: 1_000,
  pingsMissed: 10,
  drainGrace: 1_000,
  backoff: { first: 100, longest: 10_000, stable: 60_000 },
};
