import type { Duplex } from 'node:stream';
import { Dialer } from '../dialer.js';
import type { Origin } from '../origin.js';
import { idleTimeout, type PoolLimits, type ServicePool } from '../service-pool.js';
import type { ResponseSink, ServiceConnection } from '../sink.js';
import { Session } from './session.js';

/** The sessions of HTTP/2 to one origin: the oldest with room takes the next request. */
export class Http2Pool implements ServicePool {
  /** What the service said last; until then what RFC 9113, 6.5.2 recommends as the least. */
  streamsPerSession = 100;
  readonly #sessions = new Set<Session>();
  readonly #waiting = new Set<ResponseSink>();
  readonly #dialer: Dialer;
  readonly #origin: Origin;
  readonly #limits: PoolLimits;
  readonly #clock: { readonly now: number };
  #retired = false;

  constructor(origin: Origin, limits: PoolLimits, clock: { readonly now: number }) {
    this.#dialer = new Dialer(origin, ['h2']);
    this.#origin = origin;
    this.#limits = limits;
    this.#clock = clock;
  }

  get openConnections(): number {
    return this.#sessions.size;
  }

  acquire(sink: ResponseSink): ServiceConnection | null {
    const place = this.#place();
    if (place === null) this.#waiting.add(sink);
    return place;
  }

  acquireFresh(): ServiceConnection {
    return this.adopt(this.#dialer.openStream()).take();
  }

  cancel(sink: ResponseSink): void {
    this.#waiting.delete(sink);
  }

  sweep(): void {
    const oldest = this.#clock.now - idleTimeout;
    for (const session of this.#sessions) if (session.streams === 0 && session.idleSince < oldest) session.close();
  }

  retire(): void {
    this.#retired = true;
    for (const session of this.#sessions) if (session.streams === 0) session.close();
  }

  /** Goes on with a connection that is there. */
  adopt(socket: Duplex): Session {
    const session = new Session(this, this.#origin, socket, this.#clock.now);
    this.#sessions.add(session);
    return session;
  }

  /** A request has left the session. */
  release(session: Session): void {
    this.serveWaiting();
    if (session.streams > 0) return;
    session.idleSince = this.#clock.now;
    if (this.#retired || session.ended || !this.#isFresh(session)) session.close();
  }

  /** The session is closed. */
  forget(session: Session): void {
    this.#sessions.delete(session);
    this.serveWaiting();
  }

  serveWaiting(): void {
    for (const sink of this.#waiting) {
      const place = this.#place();
      if (place === null) return;
      this.#waiting.delete(sink);
      sink.onConnection(place);
    }
  }

  #place(): ServiceConnection | null {
    for (const session of this.#sessions) if (session.hasRoom && this.#isFresh(session)) return session.take();
    return this.#sessions.size < this.#limits.max ? this.acquireFresh() : null;
  }

  /** With a lifetime of 0 a session carries one request. */
  #isFresh(session: Session): boolean {
    return this.#clock.now - session.bornAt < this.#limits.lifetime;
  }
}
