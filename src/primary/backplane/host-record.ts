import type { WorkerCounters } from '../../shared/worker-report.js';

/** What a host tells the others about itself. */
export interface HostDescription {
  /** Name of the host, the same after a restart; two primaries that overlap have the same. */
  readonly host: string;
  readonly version: string;
  /** Host name of the machine. */
  readonly name: string;
  readonly pid: number;
  /** ms since 1970 */
  readonly started: number;
  /** Number of the snapshot, and the digest of the configuration it was made of: equal on hosts that run the same. */
  readonly snapshot: number;
  readonly configuration: string;
  /** It takes no jobs any more. */
  readonly draining: boolean;
  readonly workers: readonly HostWorker[];
  /** Of all its workers that live. */
  readonly counters: WorkerCounters;
}

export interface HostWorker {
  readonly pid: number;
  readonly state: string;
  readonly snapshot: number | null;
}

export interface HostRecord extends HostDescription {
  /** Of the primary process. */
  readonly id: string;
  /** Since its last heartbeat, ms. */
  readonly age: number;
}
