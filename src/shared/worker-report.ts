import type { BreakerStatus } from './breaker-status.js';
import type { RedisState } from './redis/link.js';

/** What a worker has counted since its start, and what it holds now. */
export interface WorkerCounters {
  readonly requests: number;
  /** Requests that failed, by whose side it was. */
  readonly failures: { readonly client: number; readonly gateway: number; readonly service: number };
  /** Open connections of clients, and those of them that are WebSockets. */
  readonly connections: number;
  readonly webSockets: number;
  readonly cache: { readonly entries: number; readonly bytes: number; readonly hits: number };
}

/** What a worker tells its primary about itself. */
export interface WorkerReport extends WorkerCounters {
  /** Its circuits that are not closed. */
  readonly breakers: readonly BreakerStatus[];
  /** Its own connection, beside that of the primary; `null`: embedded. */
  readonly redis: RedisState | null;
  /** That to `Backplane.CacheUrl`; `null`: there is none. */
  readonly cacheRedis: RedisState | null;
}
