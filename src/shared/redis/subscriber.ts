import { Cluster } from 'ioredis';
import { createClient, type RedisClient } from './client.js';
import type { RedisPlan } from './plan.js';

/** Between two signs of life, ms. */
const PING_EVERY = 1_000;
/** Signs of life without an answer after which the connection is made anew. */
const MOST_UNANSWERED = 3;

/** A connection that listens to channels. What is published while it is down is lost: whoever needs it asks for it afterwards. */
export class RedisSubscriber {
  readonly #client: RedisClient;
  readonly #channels: readonly string[];
  readonly #alive: NodeJS.Timeout;
  #unanswered = 0;

  constructor(plan: RedisPlan, channels: readonly string[], received: (channel: string, message: string) => void) {
    this.#channels = channels;
    this.#client = createClient(plan);
    this.#client.on('error', () => {});
    this.#client.on('message', received);
    this.#client.on('ready', () => this.#subscribe());
    this.#alive = setInterval(() => this.#ping(), PING_EVERY).unref();
    this.#client.connect().catch(() => {});
  }

  close(): void {
    clearInterval(this.#alive);
    this.#client.disconnect();
  }

  #subscribe(): void {
    this.#unanswered = 0;
    // When it fails the connection is lost, and the next one tries again.
    this.#client.subscribe(...this.#channels).catch(() => {});
  }

  /** A connection can be dead without being closed. */
  #ping(): void {
    const client = this.#client;
    if (client.status !== 'ready') return;
    this.#unanswered += 1;
    if (this.#unanswered > MOST_UNANSWERED) {
      this.#unanswered = 0;
      client.disconnect(true);
      return;
    }
    // In a cluster only what subscribes goes to the node that is listened to; a second time it changes nothing.
    const answer = client instanceof Cluster ? client.subscribe(...this.#channels) : client.ping();
    answer.then(
      () => {
        this.#unanswered = 0;
      },
      () => {},
    );
  }
}
