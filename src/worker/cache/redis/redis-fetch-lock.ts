import { releaseLock, renewLock } from '../../../shared/backplane/cache-scripts.js';
import type { RedisLink } from '../../../shared/redis/link.js';
import type { FetchLock } from '../second-level.js';

/** For how long a lock outlives its worker, and between two renewals, ms. */
export const LOCK_TIME = 2_000;
const RENEWAL = 500;
/** For how long others are told that an answer cannot be kept, ms. */
const FREE_TIME = 1_000;

/** A lock in Redis, renewed until it is released. */
export class RedisFetchLock implements FetchLock {
  readonly #link: RedisLink;
  readonly #key: string;
  readonly #token: string;
  readonly #written: () => Promise<boolean>;
  readonly #renewal: NodeJS.Timeout;

  /** @param written whether the answer is in Redis, once that is known */
  constructor(link: RedisLink, key: string, token: string, written: () => Promise<boolean>) {
    this.#link = link;
    this.#key = key;
    this.#token = token;
    this.#written = written;
    this.#renewal = setInterval(() => this.#run(renewLock, LOCK_TIME), RENEWAL).unref();
  }

  release(isKept: boolean): void {
    clearInterval(this.#renewal);
    if (!isKept) this.#run(releaseLock, FREE_TIME);
    else void this.#written().then((isThere) => this.#run(releaseLock, isThere ? 0 : FREE_TIME));
  }

  /** When it fails, the lock ends by itself. */
  #run(script: typeof renewLock, time: number): void {
    this.#link.run(script, [this.#key], [this.#token, time]).catch(() => {});
  }
}
