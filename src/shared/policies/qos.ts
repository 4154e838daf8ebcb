/** `QoSOptions` of a route that uses them. Durations are milliseconds. */
export interface QosPlan {
  /** Until the head of the answer must be there; `null`: no timeout of its own. */
  readonly timeout: number | null;
}
