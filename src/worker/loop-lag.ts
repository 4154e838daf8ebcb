/** Measures the longest stall of the event loop while it runs. */
export class LoopLag {
  #due = 0;
  #longest = 0;
  #timer: NodeJS.Timeout | null = null;

  start(): void {
    this.stop();
    this.#longest = 0;
    this.#tick();
  }

  /** The longest stall since `start`, ms; exact to the millisecond. */
  stop(): number {
    if (this.#timer !== null) {
      this.#note();
      clearTimeout(this.#timer);
    }
    this.#timer = null;
    return this.#longest;
  }

  #tick(): void {
    this.#due = performance.now() + 1;
    this.#timer = setTimeout(() => {
      this.#note();
      this.#tick();
    }, 1);
  }

  #note(): void {
    this.#longest = Math.max(this.#longest, performance.now() - this.#due);
  }
}
