/** `CacheOptions` of a route that keeps answers. */
export interface CachePlan {
  /** How long an answer is kept, ms. */
  readonly ttl: number;
  /** Entries of one region are cleared together. */
  readonly region: string;
}
