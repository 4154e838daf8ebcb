import { SlidingWindow } from './sliding-window.js';

/** Milliseconds over which requests and repetitions are compared. */
const duration = 10_000;
/** Repetitions in that time that quiet routes may make whatever the share. */
const minimum = 10;

/** Keeps repetitions a share of the requests, so that they cannot double the load of a service that is in trouble. */
export class RetryBudget {
  readonly #window = new SlidingWindow(duration);
  readonly #share: number;
  readonly #clock: { readonly now: number };

  constructor(percent: number, clock: { readonly now: number }) {
    this.#share = percent / 100;
    this.#clock = clock;
  }

  /** A request came. */
  request(): void {
    this.#window.add(this.#clock.now, 1, 0);
  }

  /** @returns whether one more repetition may go out; it is counted */
  take(): boolean {
    const { now } = this.#clock;
    this.#window.forget(now);
    const { total, marked } = this.#window;
    if (marked >= Math.max(minimum, total * this.#share)) return false;
    this.#window.add(now, 0, 1);
    return true;
  }
}
