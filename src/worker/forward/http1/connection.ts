import type { Socket } from 'node:net';
import type { ResponseHead } from '../response-head.js';
import type { ResponseSink, ServiceConnection, ServiceRequest } from '../sink.js';
import { socketFailure } from '../socket-failure.js';
import type { ConnectionPool } from './pool.js';
import { requestHead } from './request-head.js';
import { ResponseParser, type ResponseParserEvents } from './response-parser.js';
import { wireBytes } from './wire-bytes.js';
import { writeBlocks } from './write-blocks.js';

/** Bytes from which on a piece of a body goes out in a block that is used again. */
const large = 16 * 1024;

/** One HTTP/1.1 connection to a service. Carries one request at a time; the pool that opened it owns it. */
export class Connection implements ServiceConnection, ResponseParserEvents {
  readonly bornAt: number;
  idleSince = 0;
  /** A complete answer came over it before. */
  #used = false;
  #sink: ResponseSink | null = null;
  #chunked = false;
  #requestDone = true;
  #responseDone = true;
  #closed = false;
  #error: Error | null = null;
  readonly #parser = new ResponseParser(this);
  readonly #pool: ConnectionPool;
  readonly #socket: Socket;

  constructor(pool: ConnectionPool, now: number) {
    this.bornAt = now;
    this.#pool = pool;
    this.#socket = pool.dialer.open((input) => this.#onRead(input));
    this.#socket.on('drain', () => this.#sink?.onRequestDrain());
    this.#socket.on('error', (error) => {
      this.#error = error;
    });
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onClose());
  }

  start(exchange: ServiceRequest & ResponseSink, body: Buffer | null, complete: boolean): boolean {
    this.#sink = exchange;
    this.#chunked = exchange.hasBody && exchange.contentLength === -1;
    this.#requestDone = complete;
    this.#responseDone = false;
    this.#parser.expect(exchange.downstreamMethod);
    const head = requestHead(exchange, this.#pool.form);
    if (body === null && !this.#chunked) return this.#socket.write(head, 'latin1');
    return this.#socket.write(wireBytes(head, body, this.#chunked, complete));
  }

  write(body: Buffer | null, complete: boolean): boolean {
    const accepted = (body === null && !this.#chunked) || this.#writeBody(body, complete);
    if (complete) {
      this.#requestDone = true;
      if (this.#responseDone) this.#release();
    }
    return accepted;
  }

  #writeBody(body: Buffer | null, complete: boolean): boolean {
    if (body === null || body.length < large || body.length > writeBlocks.room)
      return this.#socket.write(wireBytes('', body, this.#chunked, complete));
    const block = writeBlocks.take();
    const bytes = wireBytes('', body, this.#chunked, complete, (length) => block.subarray(0, length));
    return this.#socket.write(bytes, () => writeBlocks.giveBack(block));
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  abort(): void {
    this.#sink = null;
    this.close();
  }

  /** Idempotent. The pool hears of it when the socket is closed. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#pool.forget(this);
    this.#socket.destroy();
  }

  onHead(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    const sink = this.#sink as ResponseSink;
    if (complete) this.#finishResponse();
    sink.onResponse(head, chunk, complete);
  }

  onBody(chunk: Buffer | null, complete: boolean): void {
    const sink = this.#sink as ResponseSink;
    if (complete) this.#finishResponse();
    sink.onResponseData(chunk, complete);
  }

  /** Runs before the sink sees the end, so that a next request can have the connection at once. */
  #finishResponse(): void {
    this.#responseDone = true;
    this.#used = true;
    if (this.#requestDone) this.#release();
  }

  #release(): void {
    this.#sink = null;
    if (!this.#parser.head.keepAlive || this.#closed) this.close();
    else this.#pool.release(this);
  }

  #onRead(input: Buffer): boolean {
    // Bytes that answer no request: a service that talks unasked is not to be trusted with the next one.
    if (this.#sink === null || this.#responseDone) {
      this.close();
      return false;
    }
    const problem = this.#parser.read(input);
    if (problem !== null) this.#fail(problem);
    return !this.#closed;
  }

  #onEnd(): void {
    if (this.#sink !== null && !this.#responseDone) {
      const problem = this.#parser.end();
      if (problem !== null) this.#fail(problem);
    }
    this.close();
  }

  #onClose(): void {
    if (this.#sink !== null && !this.#responseDone) this.#fail(socketFailure(this.#error));
    this.#closed = true;
    this.#sink = null;
    this.#pool.forget(this);
  }

  #fail(detail: string): void {
    const sink = this.#sink as ResponseSink;
    const stale = this.#used && !this.#parser.started;
    this.abort();
    sink.onServiceFailure({ detail, stale });
  }
}
