import type { RegionClears } from '../../shared/backplane/region-clears.js';
import type { CacheLimitsPlan } from '../../shared/snapshot.js';
import type { Clock } from '../clock.js';
import type { Exchange } from '../exchange.js';
import { AnswerStore } from './answer-store.js';
import type { CachedAnswer } from './cached-answer.js';
import { Entry } from './entry.js';
import type { Flight } from './flight.js';
import { type Era, Region } from './region.js';
import type { SecondLevel } from './second-level.js';
import { variantKey } from './vary.js';

/** Milliseconds between two rounds of freeing, and rounds in which every entry is visited once. */
const pause = 1_000;
const rounds = 30;
const leastVisited = 1_000;

/**
 * The output cache of a worker: answers by region and key, and the calls that fetch some. Outlives snapshots. Clearing a
 * region is immediate; its memory is free within a minute.
 */
export class AnswerCache implements RegionClears {
  limits: CacheLimitsPlan = { maxBytes: 0, maxEntryBytes: 0 };
  /** What workers and hosts share; `null`: nothing. */
  secondLevel: SecondLevel | null = null;
  /** Bytes of answers that are still coming; at most as many as those that are kept. */
  arriving = 0;
  /** Answers that were found and had not expired. */
  hits = 0;
  /** Calls under way that others wait for, by key. */
  readonly flights = new Map<string, Flight>();
  readonly #store = new AnswerStore(0);
  readonly #regions = new Map<string, Region>();
  readonly #clock: Pick<Clock, 'now'>;
  #sweptAt = 0;
  #trustedUntil = Number.POSITIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock.now;
  }

  /** The second level, as far as it may be used: without the epochs nobody knows what was cleared. */
  get shared(): SecondLevel | null {
    return this.#isTrusted() ? this.secondLevel : null;
  }

  /** Bytes of the entries in memory. */
  get bytes(): number {
    return this.#store.bytes;
  }

  get size(): number {
    return this.#store.size;
  }

  configure(limits: CacheLimitsPlan): void {
    this.limits = limits;
    this.#store.maxBytes = limits.maxBytes;
  }

  region(name: string): Region {
    let region = this.#regions.get(name);
    if (region === undefined) {
      region = new Region(name);
      this.#regions.set(name, region);
    }
    return region;
  }

  /** Names of the regions that routes use. */
  regions(): IterableIterator<string> {
    return this.#regions.keys();
  }

  /** 0: nobody has said one; `null`: no route uses the region. */
  epochOf(region: string): number | null {
    return this.#regions.get(region)?.era.epoch ?? null;
  }

  /**
   * Makes everything of the region unreachable that was asked for before.
   *
   * @param epoch of the entries from now on; one that is not later than the current one changes nothing. Without it: the next
   * @returns whether a route uses the region and has moved to that epoch
   */
  clear(name: string, epoch?: number): boolean {
    const region = this.#regions.get(name);
    if (region === undefined || (epoch !== undefined && epoch <= region.era.epoch)) return false;
    region.clear(epoch ?? region.era.epoch + 1);
    return true;
  }

  trust(until: number): void {
    this.#trustedUntil = until;
  }

  /** Empties the memory of this worker; epochs stay. */
  clearAll(): void {
    for (const region of this.#regions.values()) region.clear(region.era.epoch);
    this.#store.clear();
  }

  /** Forgets the regions that no route uses any more, with their entries. */
  keepOnly(names: ReadonlySet<string>): void {
    for (const [name, region] of this.#regions) {
      if (names.has(name)) continue;
      region.clear(region.era.epoch);
      this.#regions.delete(name);
    }
  }

  /** What is kept for a request and has not expired. */
  find(region: Region, key: string, exchange: Exchange): Entry | null {
    if (!this.#isTrusted()) return null;
    let entry = this.#store.get(key);
    if (entry === undefined) {
      const vary = this.#store.varyOf(key);
      if (vary === null) return null;
      entry = this.#store.get(variantKey(key, vary, exchange));
      if (entry === undefined) return null;
    }
    if (entry.era === region.era && entry.expiresAt > this.#clock.now) {
      this.hits++;
      return entry;
    }
    this.#store.delete(entry);
    return null;
  }

  /** Keeps an answer to a request, unless its region was cleared since `era`. */
  keep(region: Region, era: Era, key: string, answer: CachedAnswer, exchange: Exchange): Entry {
    const entry = this.adopt(region, era, key, answer, exchange);
    if (region.era !== era) return entry;
    this.shared?.set(key, region.name, era.epoch, answer);
    if (entry.base !== null) this.shared?.set(entry.key, region.name, era.epoch, answer);
    return entry;
  }

  /** Keeps an answer of the second level; the time it has left stays the same. */
  adopt(region: Region, era: Era, key: string, answer: CachedAnswer, exchange: Exchange): Entry {
    const own = answer.vary === null ? key : variantKey(key, answer.vary, exchange);
    const entry = new Entry(own, own === key ? null : key, answer, era, this.#clock.now - Date.now());
    if (region.era === era) this.#store.put(entry);
    return entry;
  }

  /** What a client's URL shows has changed: what is kept of it is useless, and so is what is under way. */
  invalidate(url: string): void {
    this.#store.deleteAll(url);
    for (const flight of this.flights.values()) if (flight.url === url) flight.isOutdated = true;
    this.secondLevel?.invalidate(url);
  }

  forget(entry: Entry): void {
    this.#store.delete(entry);
  }

  /** A step of the clock. */
  tick(now: number): void {
    if (now - this.#sweptAt < pause) return;
    this.#sweptAt = now;
    this.#store.sweep(Math.max(leastVisited, Math.ceil(this.#store.size / rounds)), now);
  }

  close(): void {
    this.secondLevel = null;
    this.clearAll();
  }

  /** By the real clock: after a stall of the process its own one is late. */
  #isTrusted(): boolean {
    return this.#trustedUntil === Number.POSITIVE_INFINITY || performance.now() < this.#trustedUntil;
  }
}
