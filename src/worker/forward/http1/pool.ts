import { Dialer } from '../dialer.js';
import type { Origin } from '../origin.js';
import { idleTimeout, type PoolLimits, type ServicePool } from '../service-pool.js';
import type { ResponseSink, ServiceConnection } from '../sink.js';
import { Connection } from './connection.js';
import type { RequestForm } from './request-form.js';

/** The connections to one origin: the last one used is used next, so that the others grow old and close. */
export class ConnectionPool implements ServicePool {
  readonly dialer: Dialer;
  readonly form: RequestForm;
  readonly #idle: Connection[] = [];
  readonly #open = new Set<Connection>();
  readonly #waiting = new Set<ResponseSink>();
  #retired = false;
  readonly #limits: PoolLimits;
  readonly #clock: { readonly now: number };

  constructor(origin: Origin, limits: PoolLimits, clock: { readonly now: number }, form: RequestForm) {
    this.dialer = new Dialer(origin, ['http/1.1']);
    this.form = form;
    this.#limits = limits;
    this.#clock = clock;
  }

  get openConnections(): number {
    return this.#open.size;
  }

  acquire(sink: ResponseSink): ServiceConnection | null {
    for (let connection = this.#idle.pop(); connection !== undefined; connection = this.#idle.pop()) {
      if (this.#clock.now - connection.bornAt < this.#limits.lifetime) return connection;
      connection.close();
    }
    if (this.#open.size < this.#limits.max) return this.#connect();
    this.#waiting.add(sink);
    return null;
  }

  acquireFresh(): ServiceConnection {
    return this.#connect();
  }

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

  sweep(): void {
    const oldest = this.#clock.now - idleTimeout;
    while (this.#idle.length > 0 && (this.#idle[0] as Connection).idleSince < oldest)
      (this.#idle[0] as Connection).close();
  }

  retire(): void {
    this.#retired = true;
    for (const connection of [...this.#idle]) connection.close();
  }

  #connect(): Connection {
    const connection = new Connection(this, this.#clock.now);
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
