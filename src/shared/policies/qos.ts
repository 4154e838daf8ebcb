/** `QoSOptions` of a route that uses them. Durations are milliseconds. */
export interface QosPlan {
  /** Until the head of the answer must be there; `null`: no timeout of its own. */
  readonly timeout: number | null;
  /** `null`: no circuit breaker. */
  readonly breaker: BreakerPlan | null;
}

export interface BreakerPlan {
  /** Failures in a row that open the circuit; with a ratio: calls that must have been seen. */
  readonly minimumThroughput: number;
  /** How long it stays open. */
  readonly breakDuration: number;
  /** Share of failures that opens it, above 0 up to 1; `null`: failures in a row are counted. */
  readonly failureRatio: number | null;
  /** How long a call counts for the ratio. */
  readonly samplingDuration: number;
  /** One circuit for the route, or one for each of its destinations. */
  readonly scope: 'route' | 'destination';
}
