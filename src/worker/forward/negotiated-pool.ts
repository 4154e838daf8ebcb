import type { TLSSocket } from 'node:tls';
import { Dialer } from './dialer.js';
import { ConnectionPool } from './http1/pool.js';
import { plainForm } from './http1/request-form.js';
import { Http2Pool } from './http2/pool.js';
import type { Origin } from './origin.js';
import type { PoolLimits, ServicePool } from './service-pool.js';
import type { ResponseSink, ServiceConnection } from './sink.js';
import { socketFailure } from './socket-failure.js';

/** Milliseconds for connecting and the TLS handshake: all requests wait for the same one. */
const askTimeout = 10_000;

/**
 * Connections to an origin that may speak HTTP/2 or HTTP/1.1 over TLS. The first one asks by ALPN (RFC 7301); the answer
 * counts until no connection is left.
 */
export class NegotiatedPool implements ServicePool {
  readonly #waiting = new Set<ResponseSink>();
  readonly #dialer: Dialer;
  readonly #origin: Origin;
  readonly #limits: PoolLimits;
  readonly #clock: { readonly now: number };
  #chosen: ServicePool | null = null;
  #asking = false;
  #retired = false;

  constructor(origin: Origin, limits: PoolLimits, clock: { readonly now: number }) {
    this.#dialer = new Dialer(origin, ['h2', 'http/1.1']);
    this.#origin = origin;
    this.#limits = limits;
    this.#clock = clock;
  }

  get openConnections(): number {
    return (this.#chosen?.openConnections ?? 0) + (this.#asking ? 1 : 0);
  }

  acquire(sink: ResponseSink): ServiceConnection | null {
    if (this.#chosen !== null) return this.#chosen.acquire(sink);
    this.#waiting.add(sink);
    if (!this.#asking) this.#ask();
    return null;
  }

  acquireFresh(sink: ResponseSink): ServiceConnection {
    if (this.#chosen === null) throw new Error('only a request that had a connection is repeated');
    return this.#chosen.acquireFresh(sink);
  }

  cancel(sink: ResponseSink): void {
    this.#waiting.delete(sink);
    this.#chosen?.cancel(sink);
  }

  sweep(): void {
    this.#chosen?.sweep();
    if (this.#chosen?.openConnections === 0) this.#chosen = null;
  }

  retire(): void {
    this.#retired = true;
    this.#chosen?.retire();
  }

  #ask(): void {
    this.#asking = true;
    const socket = this.#dialer.openStream() as TLSSocket;
    let reason: Error | null = null;
    const onError = (error: Error): void => {
      reason = error;
    };
    const onClose = (): void => this.#refuse(socketFailure(reason));
    socket.on('error', onError);
    socket.on('close', onClose);
    socket.setTimeout(askTimeout, () => socket.destroy(new Error(`no TLS within ${askTimeout} ms`)));
    socket.once('secureConnect', () => {
      socket.setTimeout(0);
      socket.off('close', onClose);
      this.#choose(socket);
    });
  }

  #choose(socket: TLSSocket): void {
    this.#asking = false;
    if (socket.alpnProtocol === 'h2') {
      const pool = new Http2Pool(this.#origin, this.#limits, this.#clock);
      pool.adopt(socket);
      this.#chosen = pool;
    } else {
      // The connections of HTTP/1.1 read in their own way from the first byte.
      socket.destroy();
      this.#chosen = new ConnectionPool(this.#origin, this.#limits, this.#clock, plainForm);
    }
    for (const sink of this.#waiting) {
      this.#waiting.delete(sink);
      const connection = this.#chosen.acquire(sink);
      if (connection !== null) sink.onConnection(connection);
    }
    if (this.#retired) this.#chosen.retire();
  }

  #refuse(detail: string): void {
    this.#asking = false;
    const sinks = [...this.#waiting];
    this.#waiting.clear();
    for (const sink of sinks) sink.onServiceFailure({ detail, stale: false });
  }
}
