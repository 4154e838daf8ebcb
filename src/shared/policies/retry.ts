/** `RetryOptions` of a route that repeats calls. */
export interface RetryPlan {
  /** Most repetitions of one request. */
  readonly count: number;
}
