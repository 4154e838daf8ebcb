import type { RedisLink } from '../../shared/redis/link.js';
import type { HostDescription, HostRecord } from './host-record.js';
import { beat, readHosts } from './registry-scripts.js';

/** Between two heartbeats of a host, ms. */
export const HEARTBEAT = 1_000;
/** Without a heartbeat for so long a host does not count as live, ms. */
const LIVE = 3 * HEARTBEAT;

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
    const keys = [this.#key, `{${this.#link.keyPrefix}}:epochs:version`];
    return String(await this.#link.run(beat, keys, [this.#id, JSON.stringify(description)]));
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

  /** This host ends. Never rejects. */
  async leave(): Promise<void> {
    await this.#link.command('HDEL', [this.#key, this.#id]).catch(() => {});
  }

  get #key(): string {
    return `{${this.#link.keyPrefix}}:hosts`;
  }
}
