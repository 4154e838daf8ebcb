import { randomBytes } from 'node:crypto';
import { cacheShards } from '../../../shared/backplane/cache-keys.js';
import { claimEntry, setEntry } from '../../../shared/backplane/cache-scripts.js';
import type { RedisLink } from '../../../shared/redis/link.js';
import type { CachedAnswer } from '../cached-answer.js';
import type { FetchLock, SecondLevel } from '../second-level.js';
import { decodeAnswer, encodeAnswer } from './answer-codec.js';
import { type EntryPlace, EntryPlaces } from './entry-place.js';
import { LOCK_TIME, RedisFetchLock } from './redis-fetch-lock.js';

export interface RedisSecondLevelOptions {
  /** Of all cached answers of the cluster; `null`: no limit. */
  readonly maxBytes: number | null;
  /** Bytes of a body; `null`: never. */
  readonly compressAbove: number | null;
  /** Bytes of the largest body that this worker keeps. */
  readonly maxBody: () => number;
}

/** Writes under way; what comes meanwhile is not shared. */
const MOST_WRITES = 256;
const MOST_WRITE_BYTES = 16 * 1024 * 1024;
/** Longest life of an answer whose URL may be changed by a request, and of the note that it was, ms. */
const CHANGE_TIME = 3_600_000;
/** Region of such notes: no route has an empty one. */
const CHANGES = '';

/**
 * Cached answers in Redis, shared by all workers of all hosts. The epoch of the region is part of every key, so that nothing
 * from before a clear is found after it. Nothing here rejects but `get` and `claim`, and nothing waits for a write.
 */
export class RedisSecondLevel implements SecondLevel {
  readonly #link: RedisLink;
  readonly #options: RedisSecondLevelOptions;
  readonly #places: EntryPlaces;
  /** By key of Redis; whether the entry is there now. */
  readonly #writes = new Map<string, Promise<boolean>>();
  #writing = 0;
  #writingBytes = 0;

  constructor(link: RedisLink, options: RedisSecondLevelOptions) {
    this.#link = link;
    this.#options = options;
    this.#places = new EntryPlaces(link.keyPrefix);
  }

  async get(key: string, region: string, epoch: number): Promise<CachedAnswer | null> {
    if (!this.#link.available) return null;
    const { keys, era, name } = this.#places.of(key, region, epoch);
    const value = await this.#link.commandBuffer('GET', [keys.entry(era, name)]);
    return Buffer.isBuffer(value) ? this.#read(value) : null;
  }

  set(key: string, region: string, epoch: number, answer: CachedAnswer): void {
    const longest = answer.url === null ? Number.POSITIVE_INFINITY : CHANGE_TIME;
    const left = Math.min(answer.expiresAt - Date.now(), longest);
    const size = answer.body.length + answer.fields.length;
    const encode = () => encodeAnswer(answer, this.#options.compressAbove);
    this.#write(this.#places.of(key, region, epoch), size, left, encode);
  }

  invalidate(url: string): void {
    const now = Buffer.from(String(Date.now()));
    this.#write(this.#places.of(url, CHANGES, 0), now.length, CHANGE_TIME, () => now);
  }

  async claim(key: string, region: string, epoch: number): Promise<CachedAnswer | FetchLock | 'taken' | 'free'> {
    const place = this.#places.of(key, region, epoch);
    const entry = place.keys.entry(place.era, place.name);
    const lock = place.keys.lock(place.era, place.name);
    const token = randomBytes(12).toString('base64url');
    const found = await this.#link.runBuffer(claimEntry, [entry, lock], [token, LOCK_TIME]);
    // An entry that is of no use does not come again: everybody fetches.
    if (Buffer.isBuffer(found)) return (await this.#read(found)) ?? 'free';
    if (found !== 1) return found === 0 ? 'taken' : 'free';
    return new RedisFetchLock(this.#link, lock, token, () => this.#writes.get(entry) ?? Promise.resolve(false));
  }

  async #read(value: Buffer): Promise<CachedAnswer | null> {
    const answer = await decodeAnswer(value, this.#options.maxBody());
    if (answer === null || answer.expiresAt <= Date.now()) return null;
    return answer.url !== null && (await this.#changedSince(answer.url, answer.storedAt)) ? null : answer;
  }

  async #changedSince(url: string, time: number): Promise<boolean> {
    const { keys, era, name } = this.#places.of(url, CHANGES, 0);
    const changed = await this.#link.command('GET', [keys.entry(era, name)]);
    return changed !== null && Number(changed) >= time;
  }

  #write(place: EntryPlace, size: number, left: number, encode: () => Buffer | Promise<Buffer>): void {
    if (!this.#link.writable || left < 1) return;
    if (this.#writing >= MOST_WRITES || this.#writingBytes + size > MOST_WRITE_BYTES) return;
    const entry = place.keys.entry(place.era, place.name);
    this.#writing += 1;
    this.#writingBytes += size;
    const write = this.#send(place, entry, left, encode).finally(() => {
      this.#writing -= 1;
      this.#writingBytes -= size;
      if (this.#writes.get(entry) === write) this.#writes.delete(entry);
    });
    this.#writes.set(entry, write);
  }

  async #send(
    { keys, era, name }: EntryPlace,
    entry: string,
    left: number,
    encode: () => Buffer | Promise<Buffer>,
  ): Promise<boolean> {
    const { maxBytes } = this.#options;
    const most = maxBytes === null ? 0 : Math.max(1, Math.floor(maxBytes / cacheShards));
    try {
      const args = [keys.base, era, name, await encode(), Math.ceil(left), most];
      return (await this.#link.run(setEntry, [entry], args)) === 1;
    } catch {
      // The connection has told; the next worker calls the service.
      return false;
    }
  }
}
