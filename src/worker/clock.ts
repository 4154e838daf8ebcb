/** Milliseconds between two ticks. */
const tick = 50;

/** The time of the worker, in milliseconds since it started, read once per tick: reading the real clock per request costs more than it tells. */
export class Clock {
  now = 0;
  readonly #timer: NodeJS.Timeout;

  /** `onTick` runs after every step of the clock. */
  constructor(onTick: (now: number) => void) {
    const start = performance.now();
    this.#timer = setInterval(() => {
      this.now = performance.now() - start;
      onTick(this.now);
    }, tick);
    this.#timer.unref();
  }

  /** What a deadline must add so that it never comes early. */
  static readonly resolution = tick;

  stop(): void {
    clearInterval(this.#timer);
  }
}
