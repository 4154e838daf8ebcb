import type { Redis } from 'ioredis';
import { masters, type RedisClient } from './client.js';

/**
 * Lets the commands of one turn of the event loop leave together, in one packet per connection.
 *
 * The library's own pipelining of a turn makes an object of which V8 lets go only with a full garbage collection, so that
 * the small collections between take 3 ms instead of 0.4, four times a second, and every request waits for them.
 */
export class Turn {
  readonly #client: RedisClient;
  #corked: readonly Redis['stream'][] | null = null;

  constructor(client: RedisClient) {
    this.#client = client;
  }

  /** A command is about to be sent. */
  join(): void {
    if (this.#corked !== null) return;
    // There is none before the first connection.
    this.#corked = masters(this.#client).flatMap(({ stream }) => (stream as Redis['stream'] | undefined) ?? []);
    for (const stream of this.#corked) stream.cork();
    setImmediate(this.#end);
  }

  readonly #end = (): void => {
    const corked = this.#corked!;
    this.#corked = null;
    for (const stream of corked) stream.uncork();
  };
}
