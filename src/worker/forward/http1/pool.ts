import type { ResponseSink, ServiceConnection } from '../sink.js';
import { Connection } from './connection.js';

/** Where connections of a pool go. */
export interface Origin {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly acceptAnyCertificate: boolean } | null;
}

export interface PoolLimits {
  /** Open connections at one time. */
  readonly max: number;
  /** Milliseconds after which a connection is not used again; 0: every request has its own. */
  readonly lifetime: number;
}

/** Milliseconds after which an unused connection is closed (.NET's `PooledConnectionIdleTimeout`). */
const idleTimeout = 60_000;

/** The connections to one origin: the last one used is used next, so that the others grow old and close. */
export class ConnectionPool {
  tlsSession: Buffer | null = null;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  readonly #waiting = new Set<ResponseSink>();
  #retired = false;
  readonly #origin: Origin;
  readonly #limits: PoolLimits;
  readonly #clock: { readonly now: number };

  constructor(origin: Origin, limits: PoolLimits, clock: { readonly now: number }) {
    this.#origin = origin;
    this.#limits = limits;
    this.#clock = clock;
  }

  get openConnections(): number {
    return this.#open.size;
  }

  /** A connection for this request, or `null`: then `sink.onConnection` is called when one is free, in order. */
  acquire(sink: ResponseSink): ServiceConnection | null {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (this.#clock.now - connection.bornAt < this.#limits.lifetime) return connection;
      connection.close();
    }
    if (this.#open.size < this.#limits.max) return this.#connect();
    this.#waiting.add(sink);
    return null;
  }

  /** A connection that carried nothing yet, whatever the limit says: for the one repetition of a request. */
  acquireFresh(): ServiceConnection {
    return this.#connect();
  }

  /** The request does not wait for a connection any more. */
  cancel(sink: ResponseSink): void {
    this.#waiting.delete(sink);
  }

  release(connection: Connection): void {
    if (this.#retired || this.#clock.now - connection.bornAt >= this.#limits.lifetime) {
      connection.close();
      return;
    }
    if (this.#waiting.size > 0) this.#serveWaiting(connection);
    else {
      connection.idleSince = this.#clock.now;
      this.#idle.push(connection);
    }
  }

  /** The connection is closed or about to be. */
  forget(connection: Connection): void {
    if (!this.#open.delete(connection)) return;
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
    if (this.#waiting.size > 0 && this.#open.size < this.#limits.max) this.#serveWaiting(this.#connect());
  }

  /** Closes what has been idle for too long. */
  sweep(): void {
    const oldest = this.#clock.now - idleTimeout;
    while (this.#idle.length > 0 && (this.#idle[0] as Connection).idleSince < oldest)
      (this.#idle[0] as Connection).close();
  }

  /** No snapshot names this pool any more: requests that hold a connection finish, nothing is kept. */
  retire(): void {
    this.#retired = true;
    for (const connection of [...this.#idle]) connection.close();
  }

  #connect(): Connection {
    const connection = new Connection(this, this.#origin, this.#clock.now);
    this.#open.add(connection);
    return connection;
  }

  #serveWaiting(connection: ServiceConnection): void {
    const [sink] = this.#waiting;
    if (sink === undefined) return;
    this.#waiting.delete(sink);
    sink.onConnection(connection);
  }
}
