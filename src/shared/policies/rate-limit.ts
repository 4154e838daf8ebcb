/** `RateLimitOptions` of a route that is limited. Durations are milliseconds. */
export interface RateLimitPlan {
  readonly limit: number;
  readonly period: number;
}
