import type { LimitsPlan, RouteLimitsPlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import type { RequestBody } from '../forward/request-body.js';
import type { ServiceConnection } from '../forward/sink.js';
import { Backlog } from './backlog.js';
import { KeptBody } from './kept-body.js';
import type { Watchdog, Watched } from './watchdog.js';

/** Bytes that may wait for the service, so that a client faster than the worker does not take it all its memory and time. */
const mostWaiting = 256 * 1024 * 1024;

/** The body of a request on its way to the service, as fast as the slower side takes it. */
export class Upload implements RequestBody, Watched {
  /** The service has the whole request. */
  sent = false;
  #connection: ServiceConnection | null = null;
  /** The head is sent. */
  #started = false;
  /** What came before there was a connection, and while the service takes nothing. */
  readonly #backlog = new Backlog();
  /** `null`: the body goes out once. */
  #kept: KeptBody | null = null;
  #complete = false;
  #paused = false;
  #over = false;
  #received = 0;
  /** Bytes received and bytes passed on, in one number. */
  #moved = 0;
  #movedAtWatch = 0;
  #lastByteAt: number;
  /** Milliseconds in which the client could send. */
  #readingTime = 0;
  #watchedAt: number;
  readonly #exchange: Exchange;
  readonly #limits: LimitsPlan;
  #bodyBytes: number | null;
  #idleTimeout: number;
  #timeout: number | null;
  readonly #watchdog: Watchdog;

  constructor(exchange: Exchange, limits: LimitsPlan, watchdog: Watchdog, now: number) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#bodyBytes = limits.bodyBytes;
    this.#idleTimeout = limits.bodyIdleTimeout;
    this.#timeout = limits.bodyTimeout;
    this.#watchdog = watchdog;
    this.#lastByteAt = now;
    this.#watchedAt = now;
    exchange.response.onData((chunk, isLast) => this.#onData(chunk, isLast));
  }

  /** What the route says goes before what the host says. */
  limit({ bodyBytes, bodyIdleTimeout, bodyTimeout }: RouteLimitsPlan): void {
    this.#bodyBytes = bodyBytes ?? this.#bodyBytes;
    this.#idleTimeout = bodyIdleTimeout ?? this.#idleTimeout;
    this.#timeout = bodyTimeout ?? this.#timeout;
  }

  /** Keeps what goes to the service, up to so many bytes, so that another connection can have it too. */
  keep(most: number): void {
    this.#kept = new KeptBody(most);
  }

  /** Another connection can have all of the body. */
  get repeatable(): boolean {
    return !this.#started || this.#kept?.complete === true;
  }

  /** The connection is given up; the client waits for the next one. */
  detach(): void {
    this.#connection = null;
  }

  /** There is a connection. What came with the request's head goes out with it in one write; a body that is late does not hold the head back. */
  attach(connection: ServiceConnection): void {
    this.#connection = connection;
    if (this.#started) this.#repeat(connection);
    else if (this.#backlog.bytes > 0 || this.#complete) this.#passOn();
    else setImmediate(() => this.#sendHead());
  }

  /** The body lasts longer than one read, or waits. */
  watch(): void {
    if (!this.#complete && !this.#over) this.#watchdog.watch(this);
  }

  /** The service takes bytes again. */
  resume(): void {
    if (!this.#over) this.#passOn();
  }

  /** What else comes is not wanted; while the client can still be answered, it is read and dropped, so that it sees the answer. */
  end(responseUsable: boolean): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#paused && responseUsable) this.#exchange.response.resume();
    this.#watchdog.release(this);
    this.#connection = null;
    this.#kept = null;
    this.#backlog.clear();
  }

  /**
   * uWebSockets.js closes a connection that sends less than 16 KB/s; pausing and resuming starts its clock again. The limits
   * that count are these: the pause between two pieces, and the average rate (Kestrel's MinRequestBodyDataRate).
   */
  onWatch(now: number): void {
    const elapsed = now - this.#watchedAt;
    this.#watchedAt = now;
    const moved = this.#moved !== this.#movedAtWatch;
    if (moved) {
      this.#movedAtWatch = this.#moved;
      this.#exchange.extendDeadline();
    }
    // What came in the same read as the piece that paused has started the clock of uWebSockets.js again.
    this.#exchange.response.pause();
    if (this.#paused) return;
    this.#exchange.response.resume();
    if (this.#complete) return;
    if (moved) this.#lastByteAt = now;
    this.#readingTime += elapsed;
    const { minBodyRate, rateGrace } = this.#limits;
    const tooSlow = this.#readingTime > rateGrace && (this.#received * 1000) / this.#readingTime < minBodyRate;
    if (tooSlow) this.#exchange.fail('bodyTimeout', `sends its body at less than ${minBodyRate} bytes/s`);
    else if (now - this.#lastByteAt > this.#idleTimeout)
      this.#exchange.fail('bodyTimeout', `sent nothing of its body for ${this.#idleTimeout} ms`);
    else if (this.#timeout !== null && this.#readingTime > this.#timeout)
      this.#exchange.fail('bodyTimeout', `has not sent its body within ${this.#timeout} ms`);
  }

  #onData(chunk: ArrayBuffer, isLast: boolean): void {
    if (this.#over) return;
    this.#received += chunk.byteLength;
    this.#moved += chunk.byteLength;
    if (this.#bodyBytes !== null && this.#received > this.#bodyBytes) {
      this.#exchange.fail('payloadTooLarge', `sends more than ${this.#bodyBytes} bytes`);
      return;
    }
    this.#complete = isLast;
    if (!isLast && this.#received === chunk.byteLength) this.watch();
    const piece = chunk.byteLength === 0 ? null : Buffer.from(chunk);
    if (this.#connection !== null && !this.#paused) this.#send(piece, isLast);
    else this.#wait(piece);
    if (isLast) this.#finishReading();
  }

  /** The client may leave from now on, which only a socket that is read tells. */
  #finishReading(): void {
    if (!this.#paused) this.#watchdog.release(this);
    else if (!this.#over) this.#resume();
  }

  /** Keeps a copy: the memory is uWebSockets.js' own. */
  #wait(piece: Buffer | null): void {
    if (piece !== null) this.#backlog.append(piece);
    if (this.#backlog.bytes > mostWaiting)
      this.#exchange.fail('payloadTooLarge', 'sends faster than the worker can hold back');
    else if (!this.#complete) this.#pause();
  }

  /** What another connection had goes out again, then what has come since. */
  #repeat(connection: ServiceConnection): void {
    const more = connection.start(this.#exchange, this.#kept!.bytes, this.sent);
    if (this.sent) return;
    if (more) this.#passOn();
    else if (!this.#complete) this.#pause();
  }

  /** What waited first, as far as the service takes it, then what the client has. */
  #passOn(): void {
    for (let piece = this.#backlog.first; piece !== null; piece = this.#backlog.first) {
      const last = this.#complete && piece.length === this.#backlog.bytes;
      const more = this.#send(piece, last);
      if (this.#over) return;
      this.#backlog.drop();
      if (last || !more) return;
    }
    if (this.#complete && !this.sent) this.#send(null, true);
    if (this.#paused) this.#resume();
  }

  #send(piece: Buffer | null, complete: boolean): boolean {
    const connection = this.#connection as ServiceConnection;
    const started = this.#started;
    this.#started = true;
    this.sent = complete;
    if (piece !== null) {
      this.#moved += piece.length;
      this.#kept?.append(piece);
    }
    const more = started ? connection.write(piece, complete) : connection.start(this.#exchange, piece, complete);
    if (!more && !this.#complete) this.#pause();
    return more;
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

  #resume(): void {
    this.#paused = false;
    this.#lastByteAt = this.#exchange.gateway.clock.now;
    this.#exchange.response.resume();
  }
}
