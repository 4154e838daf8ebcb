import type { Exchange } from '../exchange.js';
import type { FetchLock } from './second-level.js';

/** Requests that wait for one call; more than these make calls of their own. */
const maxWaiting = 1_000;

/** A request that waits for the answer to the same one. */
export interface Waiting {
  readonly exchange: Exchange;
  /** There is an answer: takes it, when it fits, else calls. */
  take(): void;
  /** There will be none to share. */
  callAlone(): void;
  /** Calls in the name of those who wait. */
  lead(flight: Flight): void;
}

/**
 * A call for an answer that several requests want: one makes it, the others wait, each by its own timeout. When the client
 * of the one who calls goes away, the next one calls.
 */
export class Flight {
  /** The answer is not to be kept: what it shows was changed meanwhile. */
  isOutdated = false;
  /** The right to call for the workers of all hosts; `null`: this worker calls for itself. */
  lock: FetchLock | null = null;
  /** The client's URL; `null` where changes are not looked for. */
  readonly url: string | null;
  readonly #key: string;
  readonly #flights: Map<string, Flight>;
  #waiting: Waiting[] = [];

  constructor(key: string, url: string | null, flights: Map<string, Flight>) {
    this.#key = key;
    this.url = url;
    this.#flights = flights;
    flights.set(key, this);
  }

  /** Somebody waits, as far as is known. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** @returns `false`: too many wait already */
  join(waiting: Waiting): boolean {
    if (this.#waiting.length >= maxWaiting) this.#waiting = this.#waiting.filter(({ exchange }) => !exchange.settled);
    if (this.#waiting.length >= maxWaiting) return false;
    this.#waiting.push(waiting);
    return true;
  }

  /** The answer is kept. */
  land(): void {
    for (const waiting of this.#close(true)) if (wakes(waiting)) waiting.take();
  }

  /** The answer cannot be kept, or there is none. */
  scatter(): void {
    for (const waiting of this.#close(false)) if (wakes(waiting)) waiting.callAlone();
  }

  /** Who made the call is gone. */
  handOver(): void {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!wakes(next)) continue;
      next.lead(this);
      return;
    }
    this.#close(false);
  }

  #close(isKept: boolean): readonly Waiting[] {
    this.lock?.release(isKept);
    this.lock = null;
    if (this.#flights.get(this.#key) === this) this.#flights.delete(this.#key);
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}

/** Its client is still there. The time for its own call, if it makes one, begins then. */
function wakes({ exchange }: Waiting): boolean {
  if (exchange.settled) return false;
  exchange.deadlineQueue?.remove(exchange);
  return true;
}
