import type { Timed } from './counter.js';

/** Entries that one new key looks at, so that what is over leaves without a timer. */
const visits = 2;
/** Entries that are compared when one must go before its time. */
const candidates = 16;

/**
 * A map of bounded size, of things that are over some time.
 *
 *     a ─ b ─ c ─ d ─ e ─ f ─ …     a hand goes round; each new key moves it on by two
 *             ▲                     entries and removes those that are over
 *
 * When it is full, the hand goes on until it meets one that is over. If there is none among the next 16, the one among them
 * goes that ends first, those that refuse somebody last: who wants to be rid of a refusal must have about as many other keys
 * refused as the map holds. What never ends is not removed; its owner bounds it.
 */
export class TimedMap<T extends Timed> {
  readonly #entries = new Map<string, T>();
  #hand = this.#entries.entries();
  readonly #max: number;

  /** @param max at least 1 */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** What is not over. */
  get(key: string, now: number): T | undefined {
    const entry = this.#entries.get(key);
    return entry === undefined || isOver(entry, now) ? undefined : entry;
  }

  /** All that is kept, be it over or not. */
  entries(): Iterable<[key: string, entry: T]> {
    return this.#entries;
  }

  set(key: string, entry: T, now: number): void {
    if (!this.#entries.has(key)) {
      for (let i = 0; i < visits; i++) this.#visit(now);
      if (this.#entries.size >= this.#max) this.#makeRoom(now);
    }
    this.#entries.set(key, entry);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  /** The entry under the hand; `null` at the end of a round, and when the entry was over. */
  #visit(now: number): readonly [key: string, entry: T] | null {
    const { value, done } = this.#hand.next();
    if (done === true) {
      this.#hand = this.#entries.entries();
      return null;
    }
    if (!isOver(value[1], now)) return value;
    this.#entries.delete(value[0]);
    return null;
  }

  #makeRoom(now: number): void {
    let victim: readonly [key: string, entry: T] | null = null;
    for (let i = 0; i < candidates && this.#entries.size >= this.#max; i++) {
      const candidate = this.#visit(now);
      if (candidate !== null && (victim === null || goesBefore(candidate[1], victim[1]))) victim = candidate;
    }
    if (this.#entries.size < this.#max || victim === null || victim[1].until === Number.POSITIVE_INFINITY) return;
    this.#entries.delete(victim[0]);
  }
}

function isOver({ since, until }: Timed, now: number): boolean {
  return now >= until || now < since;
}

function goesBefore(one: Timed, other: Timed): boolean {
  return one.refuses === other.refuses ? one.until < other.until : other.refuses;
}
