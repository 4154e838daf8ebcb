/** Writes wait for Redis, so many at most; the oldest give way. */
const MOST_WAITING = 1_000;
/** Between two tries, ms. */
const RETRY = 1_000;

export interface UnwrittenEvents<T> {
  /** It could not be written now, and is tried again. */
  late(item: T, reason: string): void;
  /** It gave way to later ones. */
  lost(item: T): void;
}

/** What must be written to Redis sooner or later, in order. Owned by the jobs, which close it. */
export class Unwritten<T> {
  readonly #write: (item: T) => Promise<void>;
  readonly #events: UnwrittenEvents<T>;
  readonly #items: T[] = [];
  #writing = false;
  #retry: NodeJS.Timeout | null = null;

  constructor(write: (item: T) => Promise<void>, events: UnwrittenEvents<T>) {
    this.#write = write;
    this.#events = events;
  }

  /** Resolves after the first try. Never rejects. */
  async add(item: T): Promise<void> {
    this.#items.push(item);
    if (this.#items.length > MOST_WAITING) this.#events.lost(this.#items.shift()!);
    const reason = await this.#writeAll();
    if (reason !== null) this.#events.late(item, reason);
  }

  /** Forgets what is not written. */
  close(): void {
    this.#items.length = 0;
    if (this.#retry !== null) clearTimeout(this.#retry);
  }

  /** `null`: nothing is left, or somebody else is at it. */
  async #writeAll(): Promise<string | null> {
    if (this.#writing) return null;
    this.#writing = true;
    try {
      for (let item = this.#items[0]; item !== undefined; item = this.#items[0]) {
        await this.#write(item);
        if (this.#items[0] === item) this.#items.shift();
      }
      return null;
    } catch (error) {
      this.#retry ??= setTimeout(() => this.#tryAgain(), RETRY).unref();
      return (error as Error).message;
    } finally {
      this.#writing = false;
    }
  }

  #tryAgain(): void {
    this.#retry = null;
    void this.#writeAll();
  }
}
