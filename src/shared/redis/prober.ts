import { TLSSocket } from 'node:tls';
import { Cluster, type Redis } from 'ioredis';
import { masters, type RedisClient } from './client.js';

/** Between two probes, ms. */
export const PROBE_EVERY = 1_000;
/** Ticks without any answer after which a connection is given up and made anew. */
const MOST_SILENT = 3;

export interface ProbeEvents {
  /** Every node answered, and one took a write. @param took ms */
  answered(took: number): void;
  failed(error: unknown): void;
  /** A connection is dead without being closed, or its Redis is frozen: it is made anew. */
  silent(): void;
}

interface Wait {
  /** `null`: it does not even say that it is ready. */
  readonly answer: Promise<unknown> | null;
  ticks: number;
}

/** Looks once a second whether Redis answers, while it is not known to be well; in a cluster, every master of it. */
export class Prober {
  readonly #client: RedisClient;
  readonly #key: string;
  readonly #events: ProbeEvents;
  readonly #waits = new WeakMap<Redis, Wait>();
  #timer: NodeJS.Timeout | null = null;
  #probing = false;

  /** @param key that may be written */
  constructor(client: RedisClient, key: string, events: ProbeEvents) {
    this.#client = client;
    this.#key = key;
    this.#events = events;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), PROBE_EVERY).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** Now, if there is a connection. */
  probe(): void {
    if (!this.#probing && this.#client.status === 'ready') void this.#round();
  }

  #tick(): void {
    for (const node of masters(this.#client)) this.#visit(node);
    this.probe();
  }

  async #round(): Promise<void> {
    this.#probing = true;
    const began = performance.now();
    try {
      const nodes = masters(this.#client);
      if (this.#client instanceof Cluster && nodes.length < owners(this.#client))
        throw new Error('a node of the cluster is not connected');
      await Promise.all(nodes.map((node) => this.#ping(node)));
      // A small write, because reads alone would not show a replica or a full memory.
      await this.#client.psetex(this.#key, PROBE_EVERY, '1');
      this.#events.answered(performance.now() - began);
    } catch (error) {
      this.#events.failed(error);
    } finally {
      this.#probing = false;
    }
  }

  /** Counts how long a node has been silent. While its connection is being made, the library looks after it. */
  #visit(node: Redis): void {
    if (node.status !== 'ready' && node.status !== 'connect') {
      this.#waits.delete(node);
      return;
    }
    const isKnown = this.#waits.has(node);
    if (node.status === 'ready') this.#ping(node).catch(ignore);
    const wait = this.#waits.get(node) ?? { answer: null, ticks: 0 };
    this.#waits.set(node, wait);
    if (isKnown) wait.ticks += 1;
    if (wait.ticks < MOST_SILENT) return;
    this.#waits.delete(node);
    this.#events.silent();
    reset(node.stream);
    // A cluster makes a new one when it next looks who has which slots, which is at once.
    node.disconnect(node === this.#client);
  }

  /** One at a time. */
  #ping(node: Redis): Promise<unknown> {
    const known = this.#waits.get(node);
    if (known !== undefined && known.answer !== null) return known.answer;
    const wait = {
      answer: node.ping().finally(() => {
        if (this.#waits.get(node) === wait) this.#waits.delete(node);
      }),
      ticks: known?.ticks ?? 0,
    };
    this.#waits.set(node, wait);
    return wait.answer;
  }
}

/** Nodes that have slots. One that is gone from the list of nodes is on its way to be there again. */
function owners(cluster: Cluster): number {
  return new Set(cluster.slots.flatMap((nodes) => nodes?.[0] ?? [])).size;
}

/** What has not arrived by now never does: not after what follows on the new connection. TLS has no such end. */
function reset(stream: Redis['stream']): void {
  if (stream instanceof TLSSocket) stream.destroy();
  else stream.resetAndDestroy();
}

function ignore(): void {}
