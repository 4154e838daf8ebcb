import { createHash } from 'node:crypto';

/** Parts into which cached answers in Redis are split, each in one slot of a Redis Cluster and bounded by itself. */
export const cacheShards = 16;

/**
 * The keys of one shard.
 *
 * ```
 *   e:REGION:EPOCH/ENTRY   an answer, or the lock of whoever fetches it (l:)
 *   i:REGION:EPOCH         entries of that epoch, by size in bytes
 *   eras                   the REGION:EPOCH that have such an index
 *   ends                   entries by the time they end, ms since 1970 by the clock of Redis
 *   bytes                  of all entries
 * ```
 */
export class CacheKeys {
  /** What all keys of the shard begin with; its hash tag is in it. */
  readonly base: string;
  readonly ends: string;
  readonly bytes: string;
  readonly eras: string;

  /** @param shard from 0 */
  constructor(keyPrefix: string, shard: number) {
    this.base = `${keyPrefix}:cache:{c${shard}}:`;
    this.ends = `${this.base}ends`;
    this.bytes = `${this.base}bytes`;
    this.eras = `${this.base}eras`;
  }

  entry(era: string, name: string): string {
    return `${this.base}e:${era}/${name}`;
  }

  lock(era: string, name: string): string {
    return `${this.base}l:${era}/${name}`;
  }

  index(era: string): string {
    return `${this.base}i:${era}`;
  }
}

/** All shards. */
export function cacheKeys(keyPrefix: string): readonly CacheKeys[] {
  return Array.from({ length: cacheShards }, (_, shard) => new CacheKeys(keyPrefix, shard));
}

/** A region in keys: it may hold anything and be long. */
export function regionId(region: string): string {
  return createHash('sha256').update(region).digest('base64url').slice(0, 22);
}
