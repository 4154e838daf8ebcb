import type { RedisState } from '../../shared/redis/link.js';
import type { WorkerReport } from '../../shared/worker-report.js';

/** What the admin port tells about this host. */
export interface HostState {
  readonly draining: boolean;
  /** Newest snapshot the workers were given. */
  readonly snapshot: number;
  readonly workers: { readonly ready: number; readonly wanted: number };
  /** What stands in the configuration files now was refused; the one of before is served. */
  readonly refused: boolean;
  /** Id of this host in the cluster. */
  readonly host: string;
  /** `null`: embedded. */
  readonly redis: RedisState | null;
  /** `Backplane.OnFailure`. */
  readonly onFailure: 'local' | 'reject';
  readonly processes: readonly ProcessState[];
}

export interface ProcessState {
  readonly pid: number;
  readonly state: string;
  readonly snapshot: number | null;
  /** `null`: it has said nothing yet. */
  readonly report: WorkerReport | null;
}
