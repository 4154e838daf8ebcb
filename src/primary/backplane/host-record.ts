/** What a host tells the others about itself. */
export interface HostDescription {
  readonly version: string;
  /** Host name of the machine. */
  readonly name: string;
  readonly pid: number;
  /** ms since 1970 */
  readonly started: number;
  /** Number of the snapshot, and the digest of the configuration it was made of: equal on hosts that run the same. */
  readonly snapshot: number;
  readonly configuration: string;
  readonly workers: readonly HostWorker[];
}

export interface HostWorker {
  readonly pid: number;
  readonly state: string;
  readonly snapshot: number | null;
}

export interface HostRecord extends HostDescription {
  readonly id: string;
  /** Since its last heartbeat, ms. */
  readonly age: number;
}
