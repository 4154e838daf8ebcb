import type { Socket } from 'node:net';
import { type PendingCall, PendingCalls } from '../../pending-calls.js';
import { encodeFrame, FrameReader } from './frames.js';

/** The call was not answered: no answer in time, too many in flight, the other side is gone or refused. */
export class ChannelFailure extends Error {}

/** What the other side wants. A request that throws or rejects is answered with a failure. */
export interface PeerHandler {
  request(method: string, args: readonly unknown[]): unknown;
  message(method: string, args: readonly unknown[]): void;
  closed(): void;
}

export interface PeerOptions {
  /** Longest wait for an answer, ms. */
  readonly timeout: number;
  readonly mostInFlight: number;
}

/** Is given an answer when it comes, before whatever comes after it. @param isLate nobody waits for it any more */
export type Heard = (value: unknown, isLate: boolean) => void;

interface Waiting {
  readonly call: PendingCall;
  readonly heard: Heard | null;
}

/** Timeouts in a row after which the other side counts as stalled. */
const MOST_TIMEOUTS = 3;
/** Between two tries of a stalled side, ms. */
const PAUSE = 1_000;
/** Unsent bytes at which a side that reads nothing is given up. */
const MOST_UNSENT = 64 * 1024 * 1024;

/**
 * One end of the channel between a worker and its primary, over a unix socket. Messages of one turn of the event loop travel
 * in one frame:
 *
 * ```
 *   [id, method, …args]   a request       [-id, value]      its answer
 *   [0, method, …args]    one way         [-id, null, why]  its failure
 * ```
 */
export class Peer {
  readonly #socket: Socket;
  readonly #handler: PeerHandler;
  readonly #calls: PendingCalls;
  readonly #options: PeerOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #reader = new FrameReader();
  #outbox: unknown[] = [];
  #id = 0;
  #timeouts = 0;
  #retryAt = 0;
  #closed = false;

  constructor(socket: Socket, handler: PeerHandler, options: PeerOptions) {
    this.#socket = socket;
    this.#handler = handler;
    this.#options = options;
    this.#calls = new PendingCalls(options.timeout, (call) => this.#expired(call));
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => {});
    socket.on('close', () => this.#end());
  }

  /** `false`: a request would fail at once. */
  get available(): boolean {
    if (this.#closed || this.#waiting.size >= this.#options.mostInFlight) return false;
    return this.#retryAt === 0 || performance.now() >= this.#retryAt;
  }

  /** Rejects with ChannelFailure. */
  request(method: string, args: readonly unknown[], heard: Heard | null = null): Promise<unknown> {
    if (!this.available) return Promise.reject(new ChannelFailure('the other side is away'));
    // Until it has answered, only one call a second finds out.
    if (this.#retryAt !== 0) this.#retryAt = performance.now() + PAUSE;
    this.#id = this.#id === 0xffff_ffff ? 1 : this.#id + 1;
    const id = this.#id;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { call: this.#calls.add(resolve, reject), heard });
      this.#post([id, method, ...args]);
    });
  }

  /** One way; lost when the other side is gone. */
  send(method: string, args: readonly unknown[]): void {
    if (!this.#closed) this.#post([0, method, ...args]);
  }

  /** What was sent before still leaves. */
  close(): void {
    if (this.#outbox.length > 0) this.#flush();
    this.#socket.destroySoon();
    this.#end();
  }

  #post(message: readonly unknown[]): void {
    if (this.#outbox.length === 0) setImmediate(() => this.#flush());
    this.#outbox.push(message);
  }

  #flush(): void {
    const messages = this.#outbox;
    this.#outbox = [];
    if (this.#closed) return;
    try {
      this.#socket.write(encodeFrame(messages));
    } catch {
      this.#giveUp();
    }
    if (this.#socket.writableLength > MOST_UNSENT) this.#giveUp();
  }

  #read(chunk: Buffer): void {
    try {
      for (const message of this.#reader.push(chunk)) this.#receive(message);
    } catch {
      this.#giveUp();
    }
  }

  #receive(message: unknown): void {
    if (!Array.isArray(message) || typeof message[0] !== 'number') throw new ChannelFailure('not a message');
    const [id, second, ...rest] = message as [number, unknown, ...unknown[]];
    if (id < 0) this.#answered(-id, second, rest[0]);
    else if (typeof second !== 'string') throw new ChannelFailure('not a message');
    else if (id === 0) this.#handler.message(second, rest);
    else this.#serve(id, second, rest);
  }

  #serve(id: number, method: string, args: readonly unknown[]): void {
    const fail = (error: unknown) => this.#post([-id, null, (error as Error).message]);
    try {
      const value = this.#handler.request(method, args);
      if (value instanceof Promise) value.then((late) => this.#post([-id, late]), fail);
      else this.#post([-id, value]);
    } catch (error) {
      fail(error);
    }
  }

  #answered(id: number, value: unknown, failure: unknown): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#timeouts = 0;
    this.#retryAt = 0;
    const { call, heard } = waiting;
    if (failure === undefined) {
      heard?.(value, call.settled);
      this.#calls.answer(call, value);
    } else this.#calls.fail(call, new ChannelFailure(String(failure)));
  }

  #expired(call: PendingCall): void {
    this.#calls.fail(call, new ChannelFailure(`no answer within ${this.#options.timeout} ms`));
    this.#timeouts += 1;
    if (this.#timeouts === MOST_TIMEOUTS) this.#retryAt = performance.now() + PAUSE;
  }

  #giveUp(): void {
    this.#socket.destroy();
    this.#end();
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting.clear();
    this.#calls.failAll(new ChannelFailure('the other side is gone'));
    this.#handler.closed();
  }
}
