import type { ResponseSink, ServiceConnection } from './sink.js';

export interface PoolLimits {
  /** Open connections at one time. */
  readonly max: number;
  /** Milliseconds after which a connection is not used again; 0: every request has its own. */
  readonly lifetime: number;
}

/** The connections to one origin. */
export interface ServicePool {
  readonly openConnections: number;
  /** A connection for this request, or `null`: then `sink.onConnection` is called when one is free, in order. */
  acquire(sink: ResponseSink): ServiceConnection | null;
  /** A connection that carried nothing yet, whatever the limit says: for the one repetition of a request. */
  acquireFresh(sink: ResponseSink): ServiceConnection;
  /** The request does not wait for a connection any more. */
  cancel(sink: ResponseSink): void;
  /** Closes what has been idle for too long. */
  sweep(): void;
  /** Nobody will ask again: requests that hold a connection finish, nothing is kept. */
  retire(): void;
}

/** Milliseconds after which an unused connection is closed (.NET's `PooledConnectionIdleTimeout`). */
export const idleTimeout = 60_000;
