import type { ResponseHead } from './response-head.js';

/** Who waits for an answer of a service. Calls come synchronously out of the socket's read; chunks die when the call returns. */
export interface ResponseSink {
  /** A connection for the request, after `ConnectionPool.acquire` had none to give. */
  onConnection(connection: ServiceConnection): void;
  /** Once, with as much of the body as came with it. `complete`: that is all of it. */
  onResponse(head: ResponseHead, chunk: Buffer | null, complete: boolean): void;
  /** More of the body, or `null` when only the end came. */
  onResponseData(chunk: Buffer | null, complete: boolean): void;
  /** The service takes request bytes again after a write said no. */
  onRequestDrain(): void;
  /** Nothing more comes. */
  onServiceFailure(failure: ServiceFailure): void;
}

export interface ServiceFailure {
  readonly detail: string;
  /** A kept connection was closed before any byte of an answer: a request that is safe to repeat may go once more. */
  readonly stale: boolean;
}

/** A connection while it belongs to one request. */
export interface ServiceConnection {
  /** Begins the exchange: the head (latin1), and the body as far as it is there. `false`: wait for `onRequestDrain`. */
  start(sink: ResponseSink, method: string, head: string | Buffer): boolean;
  /** More of the request. `false`: wait for `onRequestDrain`. */
  write(bytes: Buffer): boolean;
  /** The whole request is written. */
  finishRequest(): void;
  /** Stops and resumes reading the answer. */
  pause(): void;
  resume(): void;
  /** Gives up: nothing is reported any more. */
  abort(): void;
}
