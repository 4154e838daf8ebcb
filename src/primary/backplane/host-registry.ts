import type { RedisLink } from '../../shared/redis/link.js';
import type { HostDescription, HostRecord } from './host-record.js';
import { beat, forgetGhost, readGhosts, readHosts } from './registry-scripts.js';

/** Between two heartbeats of a host, ms. */
export const HEARTBEAT = 1_000;
/** Without a heartbeat for so long a host does not count as live, ms. */
export const LIVE = 3 * HEARTBEAT;

/** The hosts of the cluster, in Redis: each says once a second that it is there. */
export class HostRegistry {
  readonly #link: RedisLink;
  readonly #id: string;
  readonly #live: number;

  /** @param live ms without a heartbeat after which a host is forgotten */
  constructor(link: RedisLink, id: string, live = LIVE) {
    this.#link = link;
    this.#id = id;
    this.#live = live;
  }

  /** Resolves with the version of the epochs. Rejects with RedisFailure. */
  async beat(description: HostDescription): Promise<string> {
    const keys = [this.#key, `{${this.#link.keyPrefix}}:epochs:version`, this.#namesKey];
    return String(await this.#link.run(beat, keys, [this.#id, JSON.stringify(description), description.host]));
  }

  /** The hosts that are live, this one too. Rejects with RedisFailure. */
  async hosts(): Promise<HostRecord[]> {
    const answer = (await this.#link.run(readHosts, [this.#key], [this.#live])) as string[];
    const hosts: HostRecord[] = [];
    for (let index = 0; index + 2 < answer.length; index += 3) {
      const description = JSON.parse(answer[index + 2]!) as HostDescription;
      hosts.push({ id: answer[index]!, age: Number(answer[index + 1]), ...description });
    }
    return hosts.sort((a, b) => a.started - b.started || a.id.localeCompare(b.id));
  }

  /** Names of all hosts that are not forgotten, live or not. Rejects with RedisFailure. */
  async names(): Promise<string[]> {
    return (await this.#link.command('HKEYS', [this.#namesKey])) as string[];
  }

  /** Names of the hosts of which nothing was heard for so many ms. Rejects with RedisFailure. */
  async ghosts(silence: number): Promise<string[]> {
    return (await this.#link.run(readGhosts, [this.#namesKey], [silence])) as string[];
  }

  /** Forgets a ghost, unless it has come back. Rejects with RedisFailure. */
  async forget(host: string, silence: number): Promise<void> {
    await this.#link.run(forgetGhost, [this.#namesKey], [silence, host]);
  }

  /** This host ends. Never rejects. */
  async leave(): Promise<void> {
    await this.#link.command('HDEL', [this.#key, this.#id]).catch(() => {});
  }

  get #key(): string {
    return `{${this.#link.keyPrefix}}:hosts`;
  }

  get #namesKey(): string {
    return `{${this.#link.keyPrefix}}:host-names`;
  }
}
