/** A Lua script that touches one slot: all its keys carry the same hash tag (Redis Cluster). */
export interface RedisScript {
  /** Unique, for errors and logs. */
  readonly name: string;
  readonly lua: string;
}

/** A Redis that may be away. Whoever made it closes it. */
export interface RedisLink {
  /** `false`: commands would be rejected at once; a probe brings it back. */
  readonly available: boolean;
  /** First part of every key, without its colon: `Backplane.KeyPrefix`. */
  readonly keyPrefix: string;
  /**
   * Runs a script (EVALSHA, loaded when needed), pipelined with others of the same turn.
   *
   * Rejects when Redis is away, answers with an error, or does not answer within `Backplane.CommandTimeout`.
   *
   * @param keys complete keys, the prefix included
   */
  run(script: RedisScript, keys: readonly string[], args: readonly (string | number | Buffer)[]): Promise<unknown>;
}
