import { AuthenticationUnavailable } from './scheme.js';

/** Hashing is made to be costly: so many at once in a worker, which leaves threads of the pool to others. */
const maxRunning = 2;
const maxWaiting = 32;

/** Who may hash a password now. A flood of wrong passwords fills the queue, and nothing else. */
export class HashSlots {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Throws `AuthenticationUnavailable` when too many wait. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#running < maxRunning) this.#running++;
    else {
      if (this.#waiting.length >= maxWaiting)
        throw new AuthenticationUnavailable('too many passwords wait for their check');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }
}
