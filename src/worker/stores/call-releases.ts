import type { RedisFailure } from '../../shared/redis/failure.js';
import type { RedisLink } from '../../shared/redis/link.js';
import { inBatches } from './in-batches.js';

/** Names that are remembered; those beyond end with their time to live. */
const mostUnheard = 100_000;
/** Between two attempts while Redis is available, ms. */
const retry = 1_000;
/** Names that one command takes away. */
export const namesPerCommand = 500;

/**
 * Takes names of calls out of their sets in Redis, and remembers those that Redis has not confirmed until it has. A name is never
 * used again, so it may be taken away twice, or without having been there.
 *
 * It is a plain ZREM: a script that Redis does not know is sent twice, and what follows would overtake it.
 */
export class CallReleases {
  readonly #link: RedisLink;
  readonly #unheard = new Map<string, string[]>();
  readonly #stopListening: () => void;
  #size = 0;
  #timer: NodeJS.Timeout | null = null;
  #flushing = false;
  #closed = false;

  constructor(link: RedisLink) {
    this.#link = link;
    this.#stopListening = link.onChange(() => void this.#flush());
  }

  send(key: string, name: string): void {
    if (this.#link.available) void this.#remove(key, [name]);
    else this.#remember(key, [name]);
  }

  /** What is not confirmed by now ends with its time to live. */
  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#unheard.clear();
    this.#size = 0;
    this.#stop();
  }

  /** @returns whether Redis has done it */
  #remove(key: string, names: readonly string[]): Promise<boolean> {
    return this.#link.command('ZREM', [key, ...names]).then(
      () => true,
      (failure: RedisFailure) => {
        // A command that Redis refuses is refused again.
        if (failure.fault !== 'refused') this.#remember(key, names);
        return false;
      },
    );
  }

  #remember(key: string, names: readonly string[]): void {
    const room = Math.min(names.length, mostUnheard - this.#size);
    if (room <= 0 || this.#closed) return;
    const known = this.#unheard.get(key);
    if (known === undefined) this.#unheard.set(key, names.slice(0, room));
    else for (let i = 0; i < room; i++) known.push(names[i]!);
    this.#size += room;
    this.#timer ??= setInterval(() => void this.#flush(), retry).unref();
  }

  async #flush(): Promise<void> {
    if (this.#flushing || this.#size === 0 || !this.#link.available) return;
    this.#flushing = true;
    const unheard = [...this.#unheard];
    this.#unheard.clear();
    this.#size = 0;
    this.#stop();
    await inBatches(unheard, ([key, names]) => this.#removeAll(key, names));
    this.#flushing = false;
  }

  async #removeAll(key: string, names: readonly string[]): Promise<void> {
    for (let i = 0; i < names.length; i += namesPerCommand) {
      const some = names.slice(i, i + namesPerCommand);
      if (this.#link.available) await this.#remove(key, some);
      else this.#remember(key, some);
    }
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
