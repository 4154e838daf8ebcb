import { type PendingCall, PendingCalls } from '../pending-calls.js';
import { RedisFailure, redisFailure } from './failure.js';

/** More are refused, so that nothing grows while Redis is slow. */
const MOST_IN_FLIGHT = 1_000;

/** What becomes of commands. */
export interface CommandEvents {
  done(name: string): void;
  failed(name: string, failure: RedisFailure): void;
  /** @param inARow how many, since the last one that was in time */
  late(inARow: number): void;
  /** One was refused. @param most that may be in flight */
  crowded(most: number): void;
}

export type Send = () => Promise<unknown>;

/** The commands in flight: none waits longer than its time, and there are not too many. */
export class Commands {
  readonly #events: CommandEvents;
  readonly #calls: PendingCalls;
  readonly #timeout: number;
  /** ms after which a timeout begins a new row; `null`: an answer does. */
  readonly #rowEnds: number | null;
  #inFlight = 0;
  #late = 0;
  #lastLate = 0;

  /**
   * @param timeout longest wait for an answer, ms
   * @param rowEnds ms; in a cluster the answers of other nodes lie between the timeouts of one
   */
  constructor(timeout: number, rowEnds: number | null, events: CommandEvents) {
    this.#events = events;
    this.#calls = new PendingCalls(timeout, (call) => this.#expired(call));
    this.#timeout = timeout;
    this.#rowEnds = rowEnds;
  }

  /** How many have no answer yet. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** @param onNoScript for a node that does not know the script: new, restarted, or promoted */
  call(name: string, send: Send, onNoScript: Send | null): Promise<unknown> {
    if (this.#inFlight >= MOST_IN_FLIGHT) {
      this.#events.crowded(MOST_IN_FLIGHT);
      return Promise.reject(new RedisFailure('busy', `${MOST_IN_FLIGHT} commands are in flight`));
    }
    return new Promise((resolve, reject) => this.#send(name, send, onNoScript, this.#calls.add(resolve, reject)));
  }

  failAll(failure: RedisFailure): void {
    this.#calls.failAll(failure);
  }

  /** Redis is well: a row of timeouts has ended. */
  endRow(): void {
    this.#late = 0;
  }

  #send(name: string, send: Send, onNoScript: Send | null, call: PendingCall): void {
    let sent: Promise<unknown>;
    try {
      sent = send();
    } catch (error) {
      // The library throws where a slot of a cluster has no node.
      this.#failed(name, call, error);
      return;
    }
    this.#inFlight += 1;
    sent.then(
      (value) => {
        this.#inFlight -= 1;
        if (!call.settled && this.#rowEnds === null) this.#late = 0;
        this.#events.done(name);
        this.#calls.answer(call, value);
      },
      (error: Error) => {
        this.#inFlight -= 1;
        if (onNoScript !== null && error.message.startsWith('NOSCRIPT') && !call.settled)
          this.#send(name, onNoScript, null, call);
        else this.#failed(name, call, error);
      },
    );
  }

  #failed(name: string, call: PendingCall, error: unknown): void {
    const failure = redisFailure(error);
    this.#calls.fail(call, failure);
    this.#events.failed(name, failure);
  }

  #expired(call: PendingCall): void {
    this.#calls.fail(call, new RedisFailure('timeout', `no answer of Redis within ${this.#timeout} ms`));
    const now = performance.now();
    if (this.#rowEnds !== null && now - this.#lastLate > this.#rowEnds) this.#late = 0;
    this.#lastLate = now;
    this.#late += 1;
    this.#events.late(this.#late);
  }
}
