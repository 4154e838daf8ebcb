/** How requests are counted. Durations are milliseconds. */
export interface RateLimitRule {
  readonly algorithm: 'FixedWindow' | 'SlidingWindow' | 'TokenBucket' | 'Concurrency';
  readonly limit: number;
  readonly period: number;
  /** `FixedWindow` only: how long a client is refused once it went over the limit; 0: until its window ends. */
  readonly wait: number;
  /** `FixedWindow` only: workers may fetch a part of what is left and count it by themselves (`Mode: "leased"`). */
  readonly leased: boolean;
}
