import { type ClientHttp2Stream, constants } from 'node:http2';
import type { ResponseHead } from '../response-head.js';
import type { ResponseSink, ServiceConnection, ServiceRequest } from '../sink.js';
import { socketFailure } from '../socket-failure.js';
import { requestFields } from './request-fields.js';
import { responseHead } from './response-fields.js';
import type { Session } from './session.js';

const { NGHTTP2_CANCEL, NGHTTP2_FLAG_END_STREAM, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } = constants;

/** One request on a session of HTTP/2. It holds its place there from the beginning until its stream is closed. */
export class Stream implements ServiceConnection {
  readonly #session: Session;
  #sink: ResponseSink | null = null;
  #stream: ClientHttp2Stream | null = null;
  #method = 'GET';
  /** Of a body whose length was announced: bytes that have not come yet; else -1. */
  #missing = -1;
  /** Some part of an answer has come. */
  #answered = false;
  #error: Error | null = null;
  #over = false;

  constructor(session: Session) {
    this.#session = session;
  }

  start(exchange: ServiceRequest & ResponseSink, body: Buffer | null, complete: boolean): boolean {
    this.#sink = exchange;
    this.#method = exchange.downstreamMethod;
    try {
      const fields = requestFields(exchange, this.#session.secure);
      this.#stream = this.#session.request(fields, complete && body === null);
    } catch (error) {
      // The session has ended since, or Node.js does not like a field. Nobody expects to hear of it within this call.
      this.#error = error as Error;
      process.nextTick(() => this.#onClose());
      return true;
    }
    this.#listen(this.#stream);
    return body === null ? true : this.write(body, complete);
  }

  write(body: Buffer | null, complete: boolean): boolean {
    const stream = this.#stream;
    if (stream === null || stream.closed || stream.writableEnded) return true;
    // A copy: the memory is not ours once this returns, and flow control may keep it waiting.
    const accepted = body === null || stream.write(Buffer.from(body));
    if (complete) stream.end();
    return accepted;
  }

  pause(): void {
    this.#stream?.pause();
  }

  resume(): void {
    this.#stream?.resume();
  }

  abort(): void {
    this.#sink = null;
    const stream = this.#stream;
    if (stream === null) this.#leave();
    else {
      if (!this.#answered && !stream.closed) this.#session.check();
      if (!stream.closed) stream.close(NGHTTP2_CANCEL);
      // A paused stream would wait for somebody to read what it has.
      stream.destroy();
    }
  }

  #listen(stream: ClientHttp2Stream): void {
    stream.on('response', (_headers, flags, fields?: string[]) => this.#onResponse(flags, fields ?? []));
    stream.on('end', () => this.#onEnd(stream));
    stream.on('drain', () => this.#sink?.onRequestDrain());
    stream.on('error', (error) => {
      this.#error = error;
    });
    stream.on('close', () => this.#onClose());
  }

  #onResponse(flags: number, fields: readonly string[]): void {
    if (this.#sink === null) return;
    this.#answered = true;
    const head = responseHead(fields);
    if (typeof head === 'string') {
      this.#fail(head);
      return;
    }
    // Not before: Node.js would hand over data of the same read ahead of the head.
    this.#stream!.on('data', (chunk: Buffer) => this.#onData(chunk));
    const { status } = head;
    const bodiless = this.#method === 'HEAD' || status === 204 || status === 304;
    if (bodiless || (flags & NGHTTP2_FLAG_END_STREAM) !== 0) {
      if (!bodiless && head.contentLength > 0) this.#fail('announced a body and sent none');
      else this.#answer(head);
      return;
    }
    this.#missing = head.contentLength;
    this.#sink.onResponse(head, null, false);
  }

  #answer(head: ResponseHead): void {
    const sink = this.#sink as ResponseSink;
    this.#sink = null;
    sink.onResponse(head, null, true);
  }

  #onData(chunk: Buffer): void {
    if (this.#sink === null) return;
    if (this.#missing !== -1) this.#missing -= chunk.length;
    this.#sink.onResponseData(chunk, false);
  }

  /** Node.js ends the readable side of a stream that was reset, too. */
  #onEnd(stream: ClientHttp2Stream): void {
    const sink = this.#sink;
    if (sink === null || !this.#answered || stream.rstCode !== NGHTTP2_NO_ERROR) return;
    if (this.#missing > 0) {
      this.#fail('ended the response body too early');
      return;
    }
    this.#sink = null;
    sink.onResponseData(null, true);
  }

  #onClose(): void {
    this.#leave();
    if (this.#sink === null) return;
    // What ended the session says more than that the stream was canceled with it.
    const cause = this.#error?.cause instanceof Error ? this.#error.cause : this.#error;
    this.#fail(socketFailure(this.#session.error ?? cause ?? new Error(this.#resetReason())));
  }

  #resetReason(): string {
    const code = this.#stream?.rstCode ?? NGHTTP2_NO_ERROR;
    return code === NGHTTP2_NO_ERROR ? 'closed the stream without a response' : `reset the stream with code ${code}`;
  }

  /** Nothing of the request was acted on when the stream was refused, or its session ended first (RFC 9113, 8.7). */
  #fail(detail: string): void {
    const sink = this.#sink as ResponseSink;
    const refused = this.#stream?.rstCode === NGHTTP2_REFUSED_STREAM;
    const stale = !this.#answered && (refused || (this.#session.used && this.#session.ended));
    this.abort();
    sink.onServiceFailure({ detail, stale });
  }

  #leave(): void {
    if (this.#over) return;
    this.#over = true;
    this.#session.leave(this.#answered);
  }
}
