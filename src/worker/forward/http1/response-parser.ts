import { ResponseHead } from '../response-head.js';
import { ChunkError, ChunkedDecoder } from './chunked-decoder.js';
import { parseResponseHead } from './response-head-parser.js';

/** Longest head of an answer, in bytes, and most interim (1xx) answers before the final one. */
const maxHead = 64 * 1024;
const maxInterim = 16;

export interface ResponseParserEvents {
  onHead(head: ResponseHead, chunk: Buffer | null, complete: boolean): void;
  onBody(chunk: Buffer | null, complete: boolean): void;
}

/**
 * Reads the answers of one connection, one after the other. Interim answers never become the answer (RFC 9110, 15.2);
 * a body ends by its length, by its last chunk or with the connection (RFC 9112, 6.3).
 */
export class ResponseParser {
  readonly head = new ResponseHead();
  /** An answer has begun and has not ended. */
  inBody = false;
  /** Some byte of the current answer was read. */
  started = false;
  #chunks: ChunkedDecoder | null = null;
  #method = 'GET';
  #text = '';
  #interim = 0;
  /** Bytes that the body still has; -1 with chunks, -2 until the connection ends. */
  #remaining = 0;
  readonly #events: ResponseParserEvents;

  constructor(events: ResponseParserEvents) {
    this.#events = events;
  }

  /** Expects the answer to a request of this method. */
  expect(method: string): void {
    this.#method = method;
    this.#text = '';
    this.#interim = 0;
    this.started = false;
    this.inBody = false;
  }

  /**
   * Takes what was read.
   * @returns what is wrong with it, `null` when nothing is
   */
  read(input: Buffer): string | null {
    this.started = true;
    return this.inBody ? this.#readBody(input, false) : this.#readHead(input);
  }

  /** The service closed its side. Returns what is missing, `null` when the answer was complete with that. */
  end(): string | null {
    if (!this.inBody)
      return this.started
        ? 'closed the connection within the response head'
        : 'closed the connection without a response';
    if (this.#remaining !== untilClose) return 'closed the connection within the response body';
    this.inBody = false;
    this.#events.onBody(null, true);
    return null;
  }

  #readHead(input: Buffer): string | null {
    const known = this.#text.length;
    const text = known === 0 ? input.toString('latin1', 0, maxHead) : this.#text + input.toString('latin1', 0, maxHead);
    const end = text.indexOf('\r\n\r\n', known > 3 ? known - 3 : 0);
    if (end === -1) {
      if (text.length >= maxHead) return 'a response head of more than 64 KB';
      if (text.length > 5 && !text.startsWith('HTTP/')) return 'something that is not HTTP/1';
      this.#text = text;
      return null;
    }
    this.#text = '';
    const problem = parseResponseHead(text.slice(0, end + 2), this.head);
    if (problem !== null) return problem;
    const rest = end + 4 - known;
    const body = rest < input.length ? input.subarray(rest) : null;
    if (this.head.status < 200) return this.#skipInterim(body);
    return this.#beginBody(body);
  }

  #skipInterim(rest: Buffer | null): string | null {
    if (this.head.status === 101) return 'switched protocols without being asked';
    if (++this.#interim > maxInterim) return 'too many interim responses';
    return rest === null ? null : this.#readHead(rest);
  }

  #beginBody(body: Buffer | null): string | null {
    const { head } = this;
    const { status } = head;
    if (this.#method === 'HEAD' || status === 204 || status === 304) this.#remaining = 0;
    else if (head.chunked) {
      this.#remaining = chunks;
      if (this.#chunks === null) this.#chunks = new ChunkedDecoder();
      else this.#chunks.reset();
    } else if (head.contentLength !== -1) this.#remaining = head.contentLength;
    else {
      this.#remaining = untilClose;
      head.keepAlive = false;
    }
    this.inBody = true;
    if (this.#remaining === 0 || body === null) {
      const complete = this.#remaining === 0;
      if (complete) {
        this.inBody = false;
        if (body !== null) head.keepAlive = false;
      }
      this.#events.onHead(head, null, complete);
      return null;
    }
    return this.#readBody(body, true);
  }

  #readBody(input: Buffer, first: boolean): string | null {
    let chunk: Buffer | null;
    let surplus = false;
    if (this.#remaining === chunks) {
      const decoder = this.#chunks as ChunkedDecoder;
      try {
        chunk = decoder.decode(input);
      } catch (error) {
        if (!(error instanceof ChunkError)) throw error;
        return error.message;
      }
      this.inBody = !decoder.ended;
      surplus = decoder.consumed < input.length;
    } else if (this.#remaining === untilClose) chunk = input;
    else {
      surplus = input.length > this.#remaining;
      chunk = surplus ? input.subarray(0, this.#remaining) : input;
      this.#remaining -= chunk.length;
      this.inBody = this.#remaining > 0;
    }
    // Bytes after the end belong to no request of ours: the connection cannot be trusted with another one.
    if (surplus) this.head.keepAlive = false;
    if (first) this.#events.onHead(this.head, chunk, !this.inBody);
    else if (chunk !== null || !this.inBody) this.#events.onBody(chunk, !this.inBody);
    return null;
  }
}

const chunks = -1;
const untilClose = -2;
