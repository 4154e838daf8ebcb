/** One call that waits for its answer. */
export interface PendingCall {
  readonly deadline: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Answered, failed or timed out: what comes now is too late. */
  settled: boolean;
}

/**
 * Calls that wait for answers, all for the same time at most: so they end in the order in which they began, and one timer
 * is enough.
 */
export class PendingCalls {
  readonly #timeout: number;
  readonly #expired: (call: PendingCall) => void;
  #calls: PendingCall[] = [];
  #first = 0;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param timeout ms
   * @param expired is given each call whose time is up, once
   */
  constructor(timeout: number, expired: (call: PendingCall) => void) {
    this.#timeout = timeout;
    this.#expired = expired;
  }

  add(resolve: (value: unknown) => void, reject: (error: Error) => void): PendingCall {
    const call: PendingCall = { deadline: performance.now() + this.#timeout, resolve, reject, settled: false };
    this.#calls.push(call);
    this.#timer ??= setTimeout(this.#due, this.#timeout).unref();
    return call;
  }

  answer(call: PendingCall, value: unknown): void {
    if (call.settled) return;
    call.settled = true;
    call.resolve(value);
  }

  fail(call: PendingCall, error: Error): void {
    if (call.settled) return;
    call.settled = true;
    call.reject(error);
  }

  /** Fails every call that waits. */
  failAll(error: Error): void {
    const calls = this.#calls;
    this.#calls = [];
    this.#first = 0;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const call of calls) this.fail(call, error);
  }

  // After a stall of this process answers lie in its sockets: they are read before anything counts as late.
  readonly #due = (): void => {
    setImmediate(this.#expire);
  };

  readonly #expire = (): void => {
    this.#timer = null;
    const now = performance.now();
    while (this.#first < this.#calls.length) {
      const call = this.#calls[this.#first]!;
      if (!call.settled && call.deadline > now) break;
      this.#first += 1;
      if (!call.settled) this.#expired(call);
    }
    if (this.#first > 1_024 || this.#first >= this.#calls.length) {
      this.#calls = this.#calls.slice(this.#first);
      this.#first = 0;
    }
    const next = this.#calls[this.#first];
    if (next !== undefined && this.#timer === null)
      this.#timer = setTimeout(this.#due, Math.max(1, Math.ceil(next.deadline - now))).unref();
  };
}
