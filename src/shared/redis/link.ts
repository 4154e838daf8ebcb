/** A Lua script that touches one slot: all its keys carry the same hash tag (Redis Cluster). */
export interface RedisScript {
  /** Unique, for errors and logs. */
  readonly name: string;
  readonly lua: string;
}

export type RedisArgument = string | number | Buffer;

/**
 * `connecting`: no answer yet since the start. `full`: answers, and takes no writes that need memory. `denied`: answers, and its
 * user may not do something that was asked. `busy`: answers, and so slowly that commands were refused, because too many were in
 * flight. `away`: commands are rejected at once, and one probe a second looks whether it is back.
 */
export const redisConditions = ['connecting', 'available', 'full', 'denied', 'busy', 'away'] as const;
export type RedisCondition = (typeof redisConditions)[number];

export interface RedisState {
  readonly condition: RedisCondition;
  /** ms since 1970 */
  readonly since: number;
  /** Why it is not available, without secrets; `null` when it is. */
  readonly reason: string | null;
}

/** A Redis that may be away. Whoever made it closes it. Everything it rejects with is a RedisFailure. */
export interface RedisLink {
  /** `false`: commands would be rejected at once; a probe brings it back. */
  readonly available: boolean;
  /** `false`: writes that need memory would be rejected. */
  readonly writable: boolean;
  /** First part of every key, without its colon: `Backplane.KeyPrefix`. */
  readonly keyPrefix: string;
  readonly state: RedisState;
  /**
   * Runs a script (EVALSHA, loaded when needed), pipelined with others of the same turn.
   *
   * Rejects when Redis is away, answers with an error, or does not answer within `Backplane.CommandTimeout`.
   *
   * @param keys complete keys, the prefix included
   */
  run(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown>;
  /** Like `run`; texts of the answer are Buffers. */
  runBuffer(script: RedisScript, keys: readonly string[], args: readonly RedisArgument[]): Promise<unknown>;
  /** One command, under the same rules. @param name such as `HGETALL` */
  command(name: string, args: readonly RedisArgument[]): Promise<unknown>;
  /** Like `command`; texts of the answer are Buffers. */
  commandBuffer(name: string, args: readonly RedisArgument[]): Promise<unknown>;
  /** Tells every change of `state`. @returns ends it */
  onChange(listener: (state: RedisState) => void): () => void;
}
