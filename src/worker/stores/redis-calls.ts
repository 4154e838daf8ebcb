import type { RedisLink } from '../../shared/redis/link.js';
import { concurrencyReleaseScript, concurrencyRenewScript } from './scripts/concurrency.js';

/** Names of calls that one command renews. */
const perCommand = 500;

/** The calls in flight that this worker holds in Redis: it names them, and says three times in their time to live that they last. */
export class RedisCalls {
  /** Microseconds. */
  readonly ttl: number;
  readonly #interval: number;
  readonly #link: RedisLink;
  readonly #workerId: string;
  readonly #held = new Map<string, string[]>();
  #timer: NodeJS.Timeout | null = null;
  #next = 0;

  /** @param ttl ms for which calls of a worker that is gone count */
  constructor(link: RedisLink, workerId: string, ttl: number) {
    this.#link = link;
    this.#workerId = workerId;
    this.ttl = ttl * 1000;
    this.#interval = ttl / 3;
  }

  newName(): string {
    return `${this.#workerId}:${this.#next++}`;
  }

  hold(key: string, name: string): void {
    const names = this.#held.get(key);
    if (names === undefined) this.#held.set(key, [name]);
    else names.push(name);
    this.#timer ??= setInterval(() => this.#renew(), this.#interval).unref();
  }

  /** @returns whether there was one. What Redis does not hear ends with its time to live. */
  release(key: string): boolean {
    const names = this.#held.get(key);
    const name = names?.pop();
    if (names === undefined || name === undefined) return false;
    if (names.length === 0) this.#held.delete(key);
    if (this.#held.size === 0) this.#stop();
    this.#link.run(concurrencyReleaseScript, [key], [name]).catch(ignore);
    return true;
  }

  /** Nothing is renewed any more. */
  close(): void {
    this.#held.clear();
    this.#stop();
  }

  #renew(): void {
    if (!this.#link.available) return;
    for (const [key, names] of this.#held)
      for (let i = 0; i < names.length; i += perCommand)
        this.#link.run(concurrencyRenewScript, [key], [this.ttl, ...names.slice(i, i + perCommand)]).catch(ignore);
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** The link tells of its failures; the next round says it again. */
function ignore(): void {}
