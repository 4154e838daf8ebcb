/** Slots of one window: so a long one stays small, and forgets no more than a thousandth of its duration too early. */
const slots = 1_000;

interface Slot {
  readonly since: number;
  total: number;
  marked: number;
}

/** Two counts over the last so many milliseconds. */
export class SlidingWindow {
  total = 0;
  marked = 0;
  readonly #slots: Slot[] = [];
  readonly #duration: number;
  readonly #width: number;

  constructor(duration: number) {
    this.#duration = duration;
    this.#width = duration / slots;
  }

  add(now: number, total: number, marked: number): void {
    this.forget(now);
    const last = this.#slots.at(-1);
    if (last !== undefined && now - last.since < this.#width) {
      last.total += total;
      last.marked += marked;
    } else this.#slots.push({ since: now, total, marked });
    this.total += total;
    this.marked += marked;
  }

  /** Drops what is older than the window. */
  forget(now: number): void {
    let old = 0;
    for (; old < this.#slots.length; old++) {
      const { since, total, marked } = this.#slots[old]!;
      if (now - since <= this.#duration) break;
      this.total -= total;
      this.marked -= marked;
    }
    if (old > 0) this.#slots.splice(0, old);
  }

  clear(): void {
    this.#slots.length = 0;
    this.total = 0;
    this.marked = 0;
  }
}
