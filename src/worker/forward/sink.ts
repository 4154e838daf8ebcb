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

/** A request as it goes to a service. */
export interface ServiceRequest {
  readonly downstreamMethod: string;
  /** Path and query. */
  readonly target: string;
  /** What the service sees as host. */
  readonly hostHeader: string;
  /** Name, value, name, value, …; ASCII. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** -1: not known before the body has ended. */
  readonly contentLength: number;
}

/** A connection (or a stream of one) while it belongs to one request. Bytes given to it are used up or copied when a call returns. */
export interface ServiceConnection {
  /**
   * Begins the exchange with the head and as much of the body as is there.
   *
   * @param complete that is all of the request
   * @returns `false`: wait for `onRequestDrain` before the next write
   */
  start(exchange: ServiceRequest & ResponseSink, body: Buffer | null, complete: boolean): boolean;
  /** More of the request, or with `null` its end only. */
  write(body: Buffer | null, complete: boolean): boolean;
  /** Stops and resumes reading the answer. */
  pause(): void;
  resume(): void;
  /** Gives up: nothing is reported any more. */
  abort(): void;
}
