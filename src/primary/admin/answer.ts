import type { ClearOutcome } from '../backplane/clear-region.js';
import type { HostRecord } from '../backplane/host-record.js';
import type { JobRecord } from '../jobs/job-record.js';
import type { RolloutAnswer } from '../jobs/rollout-answer.js';
import type { HostState } from './host-state.js';

/** What the admin port asks the primary. */
export interface AdminSubject {
  state(): HostState;
  /** Live hosts of the cluster, this one too. */
  hosts(): Promise<readonly HostRecord[]>;
  clear(region: string): Promise<ClearOutcome>;
  /** Runs a configuration on every host, or nowhere. */
  rollOut(text: string): Promise<RolloutAnswer>;
  /** Control jobs of the cluster, newest first. Rejects while Redis is away. */
  jobs(): Promise<readonly JobRecord[]>;
}

export interface Answer {
  readonly status: number;
  /** An object is sent as JSON. */
  readonly body: object | string;
  /** Media type of a text. */
  readonly type?: string;
  /** Methods the page knows, with a 405. */
  readonly allow?: string;
}
