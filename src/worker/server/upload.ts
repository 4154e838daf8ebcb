import type { LimitsPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import type { ServiceConnection } from '../forward/sink.js';
import type { Watchdog, Watched } from './watchdog.js';

/**
 * The body of a request on its way to the service, as fast as the slower side takes it: at most one read of the client's
 * socket is held here.
 */
export class Upload implements Watched {
  /** The service has the whole request. */
  sent = false;
  #connection: ServiceConnection | null = null;
  /** The head is sent. */
  #started = false;
  /** What came before there was a connection. */
  #held: Buffer | null = null;
  #complete = false;
  #paused = false;
  #over = false;
  #received = 0;
  #receivedAtWatch = 0;
  #lastByteAt: number;
  /** Milliseconds in which the client could send. */
  #readingTime = 0;
  #watchedAt: number;
  readonly #exchange: Exchange;
  readonly #limits: LimitsPlan;
  readonly #watchdog: Watchdog;

  constructor(exchange: Exchange, limits: LimitsPlan, watchdog: Watchdog, now: number) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#watchdog = watchdog;
    this.#lastByteAt = now;
    this.#watchedAt = now;
    exchange.response.onData((chunk, isLast) => this.#onData(chunk, isLast));
  }

  /** There is a connection. What came with the request's head goes out with it in one write; a body that is late does not hold the head back. */
  attach(connection: ServiceConnection): void {
    this.#connection = connection;
    if (this.#held !== null || this.#complete) this.#flushHeld();
    else setImmediate(() => this.#sendHead());
  }

  /** The body lasts longer than one read, or waits. */
  watch(): void {
    if (!this.#complete && !this.#over) this.#watchdog.watch(this);
  }

  /** The service takes bytes again. */
  resume(): void {
    if (!this.#paused || this.#over) return;
    this.#paused = false;
    this.#lastByteAt = this.#exchange.gateway.clock.now;
    this.#exchange.response.resume();
  }

  /** What else comes is not wanted; while the client can still be answered, it is read and dropped, so that it sees the answer. */
  end(responseUsable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#paused && responseUsable) this.#exchange.response.resume();
    this.#watchdog.release(this);
    this.#connection = null;
    this.#held = null;
  }

  /**
   * uWebSockets.js closes a connection that sends less than 16 KB/s; pausing and resuming starts its clock again. The limits
   * that count are these: the pause between two pieces, and the average rate (Kestrel's MinRequestBodyDataRate).
   */
  onWatch(now: number): void {
    const elapsed = now - this.#watchedAt;
    this.#watchedAt = now;
    if (this.#paused) return;
    if (this.#received !== this.#receivedAtWatch) {
      this.#receivedAtWatch = this.#received;
      this.#lastByteAt = now;
      this.#exchange.extendDeadline();
    }
    this.#readingTime += elapsed;
    const { bodyIdleTimeout, minBodyRate, rateGrace } = this.#limits;
    const tooSlow = this.#readingTime > rateGrace && (this.#received * 1000) / this.#readingTime < minBodyRate;
    if (tooSlow) this.#exchange.fail('bodyTimeout', `sends its body at less than ${minBodyRate} bytes/s`);
    else if (now - this.#lastByteAt > bodyIdleTimeout)
      this.#exchange.fail('bodyTimeout', `sent nothing of its body for ${bodyIdleTimeout} ms`);
    else {
      this.#exchange.response.pause();
      this.#exchange.response.resume();
    }
  }

  #onData(chunk: ArrayBuffer, isLast: boolean): void {
    if (this.#over) return;
    this.#received += chunk.byteLength;
    const { bodyBytes } = this.#limits;
    if (bodyBytes !== null && this.#received > bodyBytes) {
      this.#exchange.fail('payloadTooLarge', `sends more than ${bodyBytes} bytes`);
      return;
    }
    if (isLast) {
      this.#complete = true;
      this.#watchdog.release(this);
    } else if (this.#received === chunk.byteLength) this.watch();
    const piece = chunk.byteLength === 0 ? null : Buffer.from(chunk);
    if (this.#connection === null) this.#hold(piece);
    else this.#send(piece);
  }

  /** Keeps a copy: the memory is uWebSockets.js' own. */
  #hold(piece: Buffer | null): void {
    if (piece !== null) this.#held = Buffer.concat(this.#held === null ? [piece] : [this.#held, piece]);
    if (!this.#complete) this.#pause();
  }

  #flushHeld(): void {
    const held = this.#held;
    this.#held = null;
    this.#send(held);
    this.resume();
  }

  #send(piece: Buffer | null): void {
    const connection = this.#connection as ServiceConnection;
    const started = this.#started;
    this.#started = true;
    this.sent = this.#complete;
    const more = started
      ? connection.write(piece, this.#complete)
      : connection.start(this.#exchange, piece, this.#complete);
    if (!more && !this.#complete) this.#pause();
  }

  /** The body has not come with the head. */
  #sendHead(): void {
    if (this.#over || this.#started || this.#connection === null) return;
    this.#started = true;
    this.#connection.start(this.#exchange, null, false);
    this.watch();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#exchange.response.pause();
  }
}
