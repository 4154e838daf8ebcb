export interface BackoffTiming {
  /** First pause, ms. */
  readonly first: number;
  /** Longest pause, ms. */
  readonly longest: number;
  /** A life this long, ms, makes the next pause the first one again. */
  readonly stable: number;
}

/** How long to wait before a worker that ended is started again: doubles with every short life. */
export class Backoff {
  readonly #timing: BackoffTiming;
  #next: number;

  constructor(timing: BackoffTiming) {
    this.#timing = timing;
    this.#next = timing.first;
  }

  /** The pause, ms, after a life of `lived` ms. */
  pause(lived: number): number {
    if (lived >= this.#timing.stable) this.#next = this.#timing.first;
    const pause = this.#next;
    this.#next = Math.min(pause * 2, this.#timing.longest);
    return pause;
  }
}
