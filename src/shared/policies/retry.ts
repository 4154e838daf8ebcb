/** `RetryOptions` of a route that repeats calls. Durations are milliseconds. */
export interface RetryPlan {
  /** Most repetitions of one request. */
  readonly count: number;
  /** Methods, as they go to the service, that may be repeated. */
  readonly methods: readonly string[];
  /** Statuses of answers that are thrown away for another try. */
  readonly statusCodes: readonly number[];
  /** Longest wait before the first repetition; it doubles with each. */
  readonly backoff: number;
  /** Until the head of the answer to one try must be there; `null`: only the other timeouts hold. */
  readonly perTryTimeout: number | null;
  /** Bytes of a request body that are kept for repetitions; a longer one is sent once. */
  readonly maxBodyBytes: number;
  /** Repetitions for a hundred requests. */
  readonly budgetPercent: number;
}
