import type { RedisPlan } from '../redis/plan.js';

/**
 * What a worker shares with others, and how. Fixed for the life of the process. Holds secrets: it travels over the channel
 * of the process and is never logged.
 */
export interface BackplanePlan {
  /** Unix socket of the primary. */
  readonly socketPath: string;
  /** Unique among the hosts of a cluster, and in time. */
  readonly hostId: string;
  /** The host has more workers than one: what is shared on the host is counted by the primary. */
  readonly hasPeers: boolean;
  /** `null`: embedded. */
  readonly redis: RedisPlan | null;
  /** Of cached answers; `null`: the same as `redis`. */
  readonly cacheRedis: RedisPlan | null;
  /** Most bytes of cached answers in Redis. */
  readonly cacheMaxBytes: number | null;
  /** Bytes of an answer above which it is compressed in Redis. */
  readonly compressAbove: number | null;
  /** Longest wait for an answer of Redis or of the primary, ms. */
  readonly commandTimeout: number;
  readonly onFailure: 'local' | 'reject';
}
