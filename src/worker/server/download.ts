import type { LimitsPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import type { Watchdog, Watched } from './watchdog.js';

/** Bytes at the end of a large chunk that are written only when the client has taken what is before them. */
const tailBytes = 1024;
const largeChunk = 4 * 1024;
/**
 * One read of a service's socket. The client has the time for as much at `minWriteRate`, even when less waits here: of
 * what the operating system holds for it nothing can be seen.
 */
const step = 64 * 1024;
/** Bytes of the tail that ask a slow client's socket whether it takes more. */
const probeBytes = 16;

/**
 * The body of an answer on its way to the client, as fast as the slower side allows: while the client takes nothing, the
 * service is not read, and at most one read of its socket is held here.
 *
 * uWebSockets.js cuts a client that takes longer than about 12 s to drain its socket; pausing and resuming starts its clock
 * again (`pause` alone stops the clock, but then it never tells that the socket is writable). The limits that count are
 * `writeIdleTimeout` and `minWriteRate`.
 */
export class Download implements Watched {
  /** The last byte is given to uWebSockets.js. */
  #done = false;
  /** The service has said everything. */
  #complete = false;
  /** What the client has not taken yet. In chunks, uWebSockets.js holds the rest of what was written, and this is the tail. */
  #pending: Buffer | null = null;
  #waiting = false;
  #waitingSince = 0;
  #progressAt = 0;
  readonly #exchange: Exchange;
  /** The announced length; -1 goes out in chunks. */
  readonly #length: number;
  readonly #limits: LimitsPlan;
  readonly #watchdog: Watchdog;

  constructor(exchange: Exchange, length: number, limits: LimitsPlan, watchdog: Watchdog) {
    this.#exchange = exchange;
    this.#length = length;
    this.#limits = limits;
    this.#watchdog = watchdog;
    exchange.response.onWritable(() => {
      if (this.#waiting) this.#goOn(this.#pending);
      return true;
    });
  }

  /** More of the body, or with `null` its end only. */
  push(chunk: Buffer | null, complete: boolean): void {
    if (this.#done) return;
    this.#complete = complete;
    if (!this.#waiting) this.#write(chunk);
    else if (chunk !== null) {
      this.#pending = this.#pending === null ? Buffer.from(chunk) : Buffer.concat([this.#pending, chunk]);
      this.#pause();
    }
  }

  /** The exchange is over. */
  end(): void {
    this.#done = true;
    this.#pending = null;
    this.#watchdog.release(this);
  }

  onWatch(now: number): void {
    if (this.#length !== -1) this.#goOn(this.#pending);
    else if (this.#pending !== null) this.#probe(this.#pending);
    if (!this.#waiting || this.#done) return;
    const { writeIdleTimeout, minWriteRate, rateGrace } = this.#limits;
    // Without a rate it is infinite.
    const allowance = rateGrace + (step * 1000) / minWriteRate;
    if (now - this.#progressAt > writeIdleTimeout || now - this.#waitingSince > allowance) {
      this.#exchange.fail('canceled', 'takes its answer too slowly');
      return;
    }
    this.#exchange.response.pause();
    this.#exchange.response.resume();
  }

  #write(chunk: Buffer | null): void {
    this.#exchange.response.cork(() => {
      if (this.#length !== -1) this.#writeSized(chunk ?? empty);
      else this.#writeChunk(chunk);
    });
    if (this.#done) this.#exchange.finish();
  }

  #writeSized(bytes: Buffer): void {
    const { response } = this.#exchange;
    const before = response.getWriteOffset();
    const [accepted, done] = response.tryEnd(bytes, this.#length);
    if (done) this.#done = true;
    else if (!accepted) {
      const taken = response.getWriteOffset() - before;
      // A copy: the bytes may lie in a buffer that the next read overwrites.
      this.#wait(Buffer.from(bytes.subarray(taken)));
    }
  }

  #writeChunk(chunk: Buffer | null): void {
    const { response } = this.#exchange;
    if (chunk !== null) {
      const tail = chunk.length > largeChunk ? chunk.length - tailBytes : chunk.length;
      if (!response.write(chunk.subarray(0, tail))) {
        this.#wait(tail < chunk.length ? Buffer.from(chunk.subarray(tail)) : null);
        return;
      }
      if (tail < chunk.length && !response.write(chunk.subarray(tail))) {
        this.#wait(null);
        return;
      }
    }
    if (this.#complete) {
      response.end();
      this.#done = true;
    }
  }

  /** The service is read on until a piece of the body waits here: that piece can ask whether the client takes more. */
  #wait(pending: Buffer | null): void {
    this.#pending = pending;
    const { now } = this.#exchange.gateway.clock;
    this.#waiting = true;
    this.#waitingSince = now;
    this.#progressAt = now;
    if (pending !== null) this.#pause();
    this.#watchdog.watch(this);
  }

  /** A tap in need takes a bounded number of bytes. */
  #pause(): void {
    if (this.#exchange.tap?.isUrgent !== true) this.#exchange.connection?.pause();
  }

  /** The client may take more: what is pending first, then what the service has. */
  #goOn(pending: Buffer | null): void {
    this.#pending = null;
    const since = this.#waitingSince;
    const progressAt = this.#progressAt;
    const taken = this.#exchange.response.getWriteOffset();
    this.#waiting = false;
    if (pending !== null || this.#complete) this.#write(pending);
    if (this.#done) return;
    if (!this.#waiting) {
      this.#watchdog.release(this);
      this.#exchange.connection?.resume();
    } else if (this.#length !== -1) {
      // A part of what waited was taken, or nothing: the wait for the whole goes on.
      this.#waitingSince = since;
      if (this.#exchange.response.getWriteOffset() === taken) this.#progressAt = progressAt;
    }
  }

  /** A write says whether everything before it is taken. */
  #probe(pending: Buffer): void {
    const probe = pending.subarray(0, probeBytes);
    let accepted = false;
    this.#exchange.response.cork(() => {
      accepted = this.#exchange.response.write(probe);
    });
    const rest = pending.length > probe.length ? pending.subarray(probe.length) : null;
    if (accepted) this.#goOn(rest);
    else this.#pending = rest;
  }
}

const empty = Buffer.alloc(0);
