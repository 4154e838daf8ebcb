/** What is told to every worker of every host. Applying one twice must change nothing. */
export interface ControlEvent {
  readonly type: 'region.clear';
  readonly region: string;
  /** Entries of the region belong to this epoch from now on; those of an earlier one are never served again. */
  readonly epoch: number;
}

export interface WorkerRef {
  readonly host: string;
  /** Process id. */
  readonly worker: number;
}

export interface Delivery {
  /** Workers that have applied the event. */
  readonly acknowledged: number;
  /** Live workers of live hosts that have not said so in time. */
  readonly missing: readonly WorkerRef[];
}

/** Reaches every worker, of one host or of all. */
export interface ControlBus {
  /**
   * Rejects with RedisFailure when nobody knows who the other hosts are; the workers of this one are told all the same.
   *
   * @param timeout longest wait, ms
   */
  publish(event: ControlEvent, timeout: number): Promise<Delivery>;
}
