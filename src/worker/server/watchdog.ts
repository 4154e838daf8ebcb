/** A transfer that a client could draw out. */
export interface Watched {
  /** Once a second while the transfer lasts. */
  onWatch(now: number): void;
}

/** Milliseconds between two looks at every transfer. */
const interval = 1_000;

/** Looks after transfers that take longer than one read: uWebSockets.js would cut the slow ones by its own fixed timers. */
export class Watchdog {
  readonly #watched = new Set<Watched>();
  readonly #timer: NodeJS.Timeout;

  constructor(clock: { readonly now: number }) {
    this.#timer = setInterval(() => {
      for (const watched of this.#watched) watched.onWatch(clock.now);
    }, interval);
    this.#timer.unref();
  }

  watch(watched: Watched): void {
    this.#watched.add(watched);
  }

  release(watched: Watched): void {
    this.#watched.delete(watched);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
