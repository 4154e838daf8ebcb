import { once } from 'node:events';
import type { RedisClient } from '../../shared/redis/client.js';

/** Longest wait for a connection, ms. */
const CONNECT_WAIT = 2_000;

/** The connections of BullMQ, with the copies that it makes of them. */
export class JobConnections {
  /** Its commands fail while Redis is away. */
  readonly commands: RedisClient;

  readonly #connect: (patient: boolean) => RedisClient;
  readonly #all: RedisClient[] = [];
  #connecting: Promise<void> | null = null;

  /** @param connect makes one with `maxRetriesPerRequest: null`. `patient`: it waits for Redis */
  constructor(connect: (patient: boolean) => RedisClient) {
    this.#connect = connect;
    this.commands = this.#own(connect(false));
  }

  /** One that waits for Redis. */
  patient(): RedisClient {
    return this.#own(this.#connect(true));
  }

  /**
   * Resolves once `commands` may be sent: that connection comes a little later than the one that knows whether Redis is there.
   * Rejects when it does not come.
   */
  async connected(): Promise<void> {
    if (!this.#isConnected) {
      this.#connecting ??= this.#untilReady();
      await this.#connecting;
    }
    if (!this.#isConnected) throw new Error('Redis is away');
  }

  close(): void {
    for (const connection of this.#all) connection.disconnect();
  }

  get #isConnected(): boolean {
    return this.commands.status === 'ready';
  }

  async #untilReady(): Promise<void> {
    try {
      await once(this.commands, 'ready', { signal: AbortSignal.timeout(CONNECT_WAIT) });
    } catch {
      // Whoever waits looks himself.
    } finally {
      this.#connecting = null;
    }
  }

  /** BullMQ duplicates a connection that blocks, and stops listening to the copy before it is closed. */
  #own<C extends RedisClient>(connection: C): C {
    connection.on('error', () => {});
    this.#all.push(connection);
    const duplicate = connection.duplicate.bind(connection) as (...given: unknown[]) => C;
    connection.duplicate = ((...given: unknown[]) => this.#own(duplicate(...given))) as C['duplicate'];
    return connection;
  }
}
