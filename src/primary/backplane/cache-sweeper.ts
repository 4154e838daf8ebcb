import { type CacheKeys, cacheKeys, regionId } from '../../shared/backplane/cache-keys.js';
import { dropEra, pruneExpired } from '../../shared/backplane/cache-scripts.js';
import type { RedisLink } from '../../shared/redis/link.js';

/** Between two rounds, ms: entries of a cleared region are gone within a minute. */
const EVERY = 10_000;
/** Entries per script: Redis does nothing else meanwhile. */
const BATCH = 500;

/**
 * Frees the entries of cleared regions in Redis, and the index of those that have expired. Every host does: so nothing
 * depends on the one that cleared.
 */
export class CacheSweeper {
  readonly #link: RedisLink;
  readonly #epochs: () => ReadonlyMap<string, number>;
  readonly #shards: readonly CacheKeys[];
  readonly #timer: NodeJS.Timeout;
  #isSweeping = false;

  /** @param epochs the latest ones that are known, by region */
  constructor(link: RedisLink, epochs: () => ReadonlyMap<string, number>, every = EVERY) {
    this.#link = link;
    this.#epochs = epochs;
    this.#shards = cacheKeys(link.keyPrefix);
    this.#timer = setInterval(() => void this.#round(), every).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #round(): Promise<void> {
    if (this.#isSweeping || !this.#link.available) return;
    this.#isSweeping = true;
    try {
      const current = new Map([...this.#epochs()].map(([region, epoch]) => [regionId(region), epoch]));
      for (const keys of this.#shards) await this.#sweep(keys, current);
    } catch {
      // The next round goes on where this one stopped; the link says when Redis is away.
    } finally {
      this.#isSweeping = false;
    }
  }

  async #sweep(keys: CacheKeys, current: ReadonlyMap<string, number>): Promise<void> {
    const { base, eras, bytes } = keys;
    while (Number(await this.#link.run(pruneExpired, [bytes], [base, BATCH])) === BATCH);
    for (const era of (await this.#link.command('SMEMBERS', [eras])) as string[]) {
      const [region = '', epoch] = era.split(':');
      if (Number(epoch) >= (current.get(region) ?? 0)) continue;
      while (Number(await this.#link.run(dropEra, [keys.index(era)], [base, era, BATCH])) > 0);
    }
  }
}
