import type { RedisLink } from '../../shared/redis/link.js';
import { clearEpoch, readEpochs } from './epoch-scripts.js';

export interface ClearedRegion {
  readonly epoch: number;
  /** Every host will see it. `false`: Redis is away, and only this host knows. */
  readonly isShared: boolean;
}

/**
 * The epochs of cache regions, as this host knows them; with Redis those of the cluster.
 *
 * An entry is kept under the epoch its region had before its request was sent, so a clear is a new epoch.
 */
export class RegionEpochs {
  /** What Redis said last; another version there means that epochs have changed. */
  version = '';

  readonly #link: RedisLink | null;
  readonly #now: () => number;
  readonly #changed: (region: string, epoch: number) => void;
  readonly #known = new Map<string, number>();

  /**
   * @param link `null`: the epochs of this host alone
   * @param now milliseconds since 1970
   * @param changed is told every epoch that is new to this host
   */
  constructor(link: RedisLink | null, now: () => number, changed: (region: string, epoch: number) => void) {
    this.#link = link;
    this.#now = now;
    this.#changed = changed;
  }

  /** What this host knows by now, by region. */
  get known(): ReadonlyMap<string, number> {
    return this.#known;
  }

  /** The epochs of these regions, read anew; one that has none gets one. Rejects with RedisFailure. */
  async of(regions: readonly string[]): Promise<readonly (readonly [region: string, epoch: number])[]> {
    if (this.#link !== null) await this.#read(regions);
    else for (const region of regions) if (!this.#known.has(region)) this.#learn(region, this.#later(0));
    return regions.map((region) => [region, this.#known.get(region) ?? 0]);
  }

  /** Begins a new epoch. Never rejects. */
  async clear(region: string): Promise<ClearedRegion> {
    const known = this.#known.get(region) ?? 0;
    let epoch = this.#later(known);
    let isShared = true;
    if (this.#link !== null) {
      try {
        epoch = Number(await this.#link.run(clearEpoch, this.#keys(this.#link), [region, known]));
      } catch {
        isShared = false;
      }
    }
    this.#learn(region, epoch);
    return { epoch, isShared };
  }

  /** What another host has cleared. */
  learn(region: string, epoch: number): void {
    this.#learn(region, epoch);
  }

  /**
   * Brings this host and Redis to the same epochs: one that Redis has lost, or has lower than it was, becomes a new one.
   * Rejects with RedisFailure.
   */
  async sync(): Promise<void> {
    await this.#read([...this.#known.keys()]);
  }

  async #read(regions: readonly string[]): Promise<void> {
    const link = this.#link;
    if (link === null) return;
    const args = regions.flatMap((region) => [region, this.#known.get(region) ?? 0]);
    const [version, ...pairs] = (await link.run(readEpochs, this.#keys(link), args)) as string[];
    this.version = version ?? '';
    for (let index = 0; index + 1 < pairs.length; index += 2) this.#learn(pairs[index]!, Number(pairs[index + 1]));
  }

  #learn(region: string, epoch: number): void {
    if (epoch <= (this.#known.get(region) ?? 0)) return;
    this.#known.set(region, epoch);
    this.#changed(region, epoch);
  }

  #later(than: number): number {
    return Math.max(than + 1, this.#now() * 1_000);
  }

  /** One slot with everything else that hosts share about themselves. */
  #keys(link: RedisLink): readonly string[] {
    return [`{${link.keyPrefix}}:epochs`, `{${link.keyPrefix}}:epochs:version`];
  }
}
