/**
 * Tells when nothing has happened for a while. A message only sets a flag, a coarse interval looks at it, so that the
 * idle time comes out between 1 and 1.25 times what was asked for.
 */
export class IdleTimer {
  /** Set by whoever sees something happen. */
  touched = true;
  #quiet = 0;
  readonly #timer: NodeJS.Timeout;

  /** @param timeout milliseconds */
  constructor(timeout: number, onIdle: () => void) {
    this.#timer = setInterval(() => {
      this.#quiet = this.touched ? 0 : this.#quiet + 1;
      this.touched = false;
      if (this.#quiet === 4) onIdle();
    }, timeout / 4);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
