export type CircuitState = 'closed' | 'open' | 'half-open';

/** A circuit of a worker, as the admin side shows it. */
export interface BreakerStatus {
  /** Upstream path template of the route. */
  readonly route: string;
  /** `host:port`; `null`: the circuit is the whole route's. */
  readonly destination: string | null;
  readonly state: CircuitState;
  /** Failures in a row, or of those in the sampled time. */
  readonly failures: number;
  /** Calls in the sampled time; `null` where failures in a row are counted. */
  readonly calls: number | null;
  /** When it opened last, milliseconds of Unix time; `null`: it never has. */
  readonly openedAt: number | null;
  /** Grows with every change of the state and every probe. */
  readonly generation: number;
}
