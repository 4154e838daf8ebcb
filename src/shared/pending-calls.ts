/** One call that waits for its answer. */
export interface PendingCall {
  readonly deadline: number;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  /** Answered, failed or timed out: what comes now is too late. */
  settled: boolean;
  /** The call that began after it. */
  next: PendingCall | null;
}

/**
 * Calls that wait for answers, all for the same time at most: so they end in the order in which they began, and one timer
 * is enough. Answers come in about that order too: a list lets go of what is answered at once, before the garbage collector
 * takes it for something that lasts.
 */
export class PendingCalls {
  readonly #timeout: number;
  readonly #expired: (call: PendingCall) => void;
  #first: PendingCall | null = null;
  #last: PendingCall | null = null;
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
    const call: PendingCall = {
      deadline: performance.now() + this.#timeout,
      resolve,
      reject,
      settled: false,
      next: null,
    };
    if (this.#last === null) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#timer ??= setTimeout(this.#due, this.#timeout).unref();
    return call;
  }

  answer(call: PendingCall, value: unknown): void {
    if (call.settled) return;
    call.settled = true;
    this.#letGo();
    call.resolve(value);
  }

  fail(call: PendingCall, error: Error): void {
    if (call.settled) return;
    call.settled = true;
    this.#letGo();
    call.reject(error);
  }

  /** Fails every call that waits. */
  failAll(error: Error): void {
    let call = this.#first;
    this.#first = null;
    this.#last = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (; call !== null; call = call.next) this.fail(call, error);
  }

  #letGo(): void {
    let first = this.#first;
    while (first?.settled === true) first = first.next;
    this.#first = first;
    if (first === null) this.#last = null;
  }

  // After a stall of this process answers lie in its sockets: they are read before anything counts as late.
  readonly #due = (): void => {
    setImmediate(this.#expire);
  };

  readonly #expire = (): void => {
    this.#timer = null;
    const now = performance.now();
    for (let call = this.#first; call !== null && call.deadline <= now; call = call.next) {
      if (!call.settled) this.#expired(call);
    }
    this.#letGo();
    if (this.#first !== null && this.#timer === null)
      this.#timer = setTimeout(this.#due, Math.max(1, Math.ceil(this.#first.deadline - now))).unref();
  };
}
