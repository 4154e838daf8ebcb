import http2, { type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { authorityOf, type Origin } from '../origin.js';
import type { Http2Pool } from './pool.js';
import { Stream } from './stream.js';

/** Bytes that a service may send ahead, of one answer and of all answers of a session. */
const streamWindow = 256 * 1024;
const sessionWindow = 4 * 1024 * 1024;
/** Megabytes that a session may hold; Node.js refuses further streams beyond it. */
const sessionMemory = 256;
/** Milliseconds in which a service must answer a PING. */
const pingTimeout = 5_000;
/** Longest head of an answer, in bytes. */
const maxHead = 64 * 1024;

/** One connection of HTTP/2 to a service, with room for many requests; the pool that opened it owns it. */
export class Session {
  readonly bornAt: number;
  readonly secure: boolean;
  idleSince: number;
  /** A complete answer came over it before. */
  used = false;
  error: Error | null = null;
  /** Requests that hold a place. */
  streams = 0;
  #limit: number;
  #ping: NodeJS.Timeout | null = null;
  /** The service takes no new streams. */
  #leaving = false;
  readonly #pool: Http2Pool;
  readonly #session: ClientHttp2Session;

  constructor(pool: Http2Pool, origin: Origin, socket: Duplex, now: number) {
    this.#pool = pool;
    this.#limit = pool.streamsPerSession;
    this.bornAt = now;
    this.idleSince = now;
    this.secure = origin.tls !== null;
    if (socket instanceof TLSSocket) requireHttp2(socket);
    this.#session = http2.connect(
      `${this.secure ? 'https' : 'http'}://${authorityOf(origin.host, origin.port, this.secure)}`,
      {
        createConnection: () => socket,
        maxSessionMemory: sessionMemory,
        peerMaxConcurrentStreams: pool.streamsPerSession,
        settings: { enablePush: false, initialWindowSize: streamWindow, maxHeaderListSize: maxHead },
      },
    );
    this.#session.on('connect', () => this.#session.setLocalWindowSize(sessionWindow));
    this.#session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      this.#limit = Math.max(1, maxConcurrentStreams ?? this.#limit);
      pool.streamsPerSession = this.#limit;
      pool.serveWaiting();
    });
    this.#session.on('goaway', () => {
      this.#leaving = true;
    });
    this.#session.on('error', (error) => {
      this.error = error;
    });
    this.#session.on('close', () => {
      this.#leaving = true;
      if (this.#ping !== null) clearTimeout(this.#ping);
      pool.forget(this);
    });
  }

  get ended(): boolean {
    return this.#leaving || this.#session.closed || this.#session.destroyed;
  }

  get hasRoom(): boolean {
    return this.streams < this.#limit && !this.ended;
  }

  /** A place for one request. */
  take(): Stream {
    this.streams++;
    return new Stream(this);
  }

  request(fields: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    return this.#session.request(fields, { endStream });
  }

  /** A request has left its place. */
  leave(answered: boolean): void {
    this.streams--;
    if (answered) this.used = true;
    this.#pool.release(this);
  }

  /**
   * A request was given up without an answer. If that is because the service is gone, and nothing says so, all that follow
   * would end like it: so it is asked for a PING (RFC 9113, 6.7).
   */
  check(): void {
    if (this.#ping !== null || this.#session.destroyed) return;
    const gone = new Error(`does not answer a PING within ${pingTimeout} ms`);
    this.#ping = setTimeout(() => this.#session.destroy(gone), pingTimeout);
    this.#session.ping(() => {
      if (this.#ping !== null) clearTimeout(this.#ping);
      this.#ping = null;
    });
  }

  /** Idempotent: requests that hold a place finish first. */
  close(): void {
    this.#leaving = true;
    if (!this.#session.closed) this.#session.close();
  }
}

/** A service that chooses nothing by ALPN would be spoken to in HTTP/1.1 (RFC 9113, 3.3). */
function requireHttp2(socket: TLSSocket): void {
  const check = (): void => {
    if (socket.alpnProtocol !== 'h2') socket.destroy(new Error('does not speak HTTP/2'));
  };
  if (socket.alpnProtocol === null) socket.once('secureConnect', check);
}
