import { ConnectionPool, type Origin, type PoolLimits } from './http1/pool.js';

/** The pools of a worker. They outlive snapshots: a pool is kept while a snapshot names its origin and limits. */
export class Pools {
  readonly #byKey = new Map<string, ConnectionPool>();
  readonly #clock: { readonly now: number };
  readonly #sweep: NodeJS.Timeout;

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
    this.#sweep = setInterval(() => {
      for (const pool of this.#byKey.values()) pool.sweep();
    }, 5_000);
    this.#sweep.unref();
  }

  /** `key` names the origin, the limits and what else keeps pools apart. */
  get(key: string, origin: Origin, limits: PoolLimits): ConnectionPool {
    let pool = this.#byKey.get(key);
    if (pool === undefined) {
      pool = new ConnectionPool(origin, limits, this.#clock);
      this.#byKey.set(key, pool);
    }
    return pool;
  }

  /** Retires the pools whose key is not in use. */
  keepOnly(used: ReadonlySet<string>): void {
    for (const [key, pool] of this.#byKey) {
      if (used.has(key)) continue;
      this.#byKey.delete(key);
      pool.retire();
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    this.keepOnly(new Set());
  }
}
