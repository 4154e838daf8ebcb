import net from 'node:net';
import tls from 'node:tls';
import type { ResponseHead } from '../response-head.js';
import type { ResponseSink, ServiceConnection, ServiceRequest } from '../sink.js';
import type { ConnectionPool, Origin } from './pool.js';
import { requestHead } from './request-head.js';
import { ResponseParser, type ResponseParserEvents } from './response-parser.js';
import { wireBytes } from './wire-bytes.js';

/** One read buffer for all connections of the process: what is read is used up before the next read begins. */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

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
  readonly #socket: net.Socket;

  constructor(pool: ConnectionPool, origin: Origin, now: number) {
    this.bornAt = now;
    this.#pool = pool;
    this.#socket = this.#connect(origin);
    this.#socket.on('drain', () => this.#sink?.onRequestDrain());
    this.#socket.on('error', (error) => {
      this.#error = error;
    });
    this.#socket.on('end', () => this.#onEnd());
    this.#socket.on('close', () => this.#onClose());
  }

  #connect(origin: Origin): net.Socket {
    const onread = { buffer: readBuffer, callback: (length: number) => this.#onRead(length) };
    const options = { host: origin.host, port: origin.port, noDelay: true, keepAlive: true, onread };
    if (origin.tls === null) return net.connect(options);
    const socket = tls.connect({
      ...options,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: !origin.tls.acceptAnyCertificate,
      // RFC 6066, 3: a server name is never an address.
      ...(net.isIP(origin.host) === 0 ? { servername: origin.host } : {}),
      ...(this.#pool.tlsSession === null ? {} : { session: this.#pool.tlsSession }),
    });
    socket.on('session', (session) => {
      this.#pool.tlsSession = session;
    });
    return socket;
  }

  start(exchange: ServiceRequest & ResponseSink, body: Buffer | null, complete: boolean): boolean {
    this.#sink = exchange;
    this.#chunked = exchange.hasBody && exchange.contentLength === -1;
    this.#requestDone = complete;
    this.#responseDone = false;
    this.#parser.expect(exchange.downstreamMethod);
    const head = requestHead(exchange);
    if (body === null && !this.#chunked) return this.#socket.write(head, 'latin1');
    return this.#socket.write(wireBytes(head, body, this.#chunked, complete));
  }

  write(body: Buffer | null, complete: boolean): boolean {
    const accepted =
      (body === null && !this.#chunked) || this.#socket.write(wireBytes('', body, this.#chunked, complete));
    if (complete) {
      this.#requestDone = true;
      if (this.#responseDone) this.#release();
    }
    return accepted;
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

  #onRead(length: number): boolean {
    // Bytes that answer no request: a service that talks unasked is not to be trusted with the next one.
    if (this.#sink === null || this.#responseDone) {
      this.close();
      return false;
    }
    const problem = this.#parser.read(readBuffer.subarray(0, length));
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
    if (this.#sink !== null && !this.#responseDone) this.#fail(this.#error?.message || 'closed the connection');
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
