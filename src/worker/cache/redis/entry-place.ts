import { createHash } from 'node:crypto';
import { type CacheKeys, cacheKeys, regionId } from '../../../shared/backplane/cache-keys.js';

/** Where an entry lies in Redis. */
export interface EntryPlace {
  readonly keys: CacheKeys;
  readonly era: string;
  readonly name: string;
}

/** Names of regions that are remembered. */
const MOST_REGIONS = 10_000;

/** Finds the place of an entry. Names tell nothing of the client. */
export class EntryPlaces {
  readonly #shards: readonly CacheKeys[];
  readonly #regions = new Map<string, string>();

  constructor(keyPrefix: string) {
    this.#shards = cacheKeys(keyPrefix);
  }

  of(key: string, region: string, epoch: number): EntryPlace {
    const digest = createHash('sha256').update(key).digest();
    const keys = this.#shards[digest[0]! % this.#shards.length]!;
    return { keys, era: `${this.#region(region)}:${epoch}`, name: digest.toString('base64url') };
  }

  #region(name: string): string {
    let id = this.#regions.get(name);
    if (id === undefined) {
      id = regionId(name);
      if (this.#regions.size >= MOST_REGIONS) this.#regions.clear();
      this.#regions.set(name, id);
    }
    return id;
  }
}
