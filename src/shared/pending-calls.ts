/** A timeout is waited for in so many parts. */
const PARTS = 5;

/** One call that waits for its answer. */
export interface PendingCall {
  /** The part, counted from the beginning of all, with whose end its time is up. */
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
 * is enough. A stall of this process, however long, counts as one part of the timeout: commands may have left only after it,
 * and their answers must have time to come. Answers come in about that order too: a list lets go of what is answered at once, before the garbage collector
 * takes it for something that lasts.
 */
export class PendingCalls {
  /** ms */
  readonly #part: number;
  readonly #expired: (call: PendingCall) => void;
  #first: PendingCall | null = null;
  #last: PendingCall | null = null;
  #timer: NodeJS.Timeout | null = null;
  #afterReading: NodeJS.Immediate | null = null;
  #parts = 0;

  /**
   * @param timeout ms; a call may wait for a fifth more
   * @param expired is given each call whose time is up, once
   */
  constructor(timeout: number, expired: (call: PendingCall) => void) {
    this.#part = Math.max(1, timeout / PARTS);
    this.#expired = expired;
  }

  add(resolve: (value: unknown) => void, reject: (error: Error) => void): PendingCall {
    const call: PendingCall = {
      // The part that is under way is not a whole one.
      deadline: this.#parts + PARTS + (this.#timer === null ? 0 : 1),
      resolve,
      reject,
      settled: false,
      next: null,
    };
    if (this.#last === null) this.#first = call;
    else this.#last.next = call;
    this.#last = call;
    this.#timer ??= setTimeout(this.#due, this.#part).unref();
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
    if (this.#afterReading !== null) clearImmediate(this.#afterReading);
    this.#timer = null;
    this.#afterReading = null;
    while (call !== null) {
      const next: PendingCall | null = call.next;
      call.next = null;
      this.fail(call, error);
      call = next;
    }
  }

  /** One that the garbage collector took for something that lasts must not hold all that began after it. */
  #letGo(): void {
    let first = this.#first;
    while (first?.settled === true) {
      const { next }: PendingCall = first;
      first.next = null;
      first = next;
    }
    this.#first = first;
    if (first === null) this.#last = null;
  }

  // After a stall of this process answers lie in its sockets: they are read before anything counts as late.
  readonly #due = (): void => {
    this.#afterReading = setImmediate(this.#expire);
  };

  readonly #expire = (): void => {
    this.#timer = null;
    this.#afterReading = null;
    this.#parts += 1;
    let call = this.#first;
    while (call !== null && call.deadline <= this.#parts) {
      const next: PendingCall | null = call.next;
      if (!call.settled) this.#expired(call);
      call = next;
    }
    this.#letGo();
    if (this.#first !== null) this.#timer ??= setTimeout(this.#due, this.#part).unref();
  };
}
