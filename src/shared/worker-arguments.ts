import type { LogSettings } from './log.js';

/** What a worker is told when it is forked, as JSON in its first argument; the rest comes over the channel. */
export interface WorkerArguments {
  /** What a worker grants itself when its primary is gone, ms. */
  readonly drainTimeout: number;
  readonly log: LogSettings;
}

/** File descriptor of a worker's log, open from its start. */
export const logDescriptor = 4;
