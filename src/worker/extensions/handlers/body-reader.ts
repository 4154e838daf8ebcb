import { setImmediate } from 'node:timers/promises';

export interface Piece {
  readonly chunk: Buffer | null;
  readonly complete: boolean;
}

interface Read {
  readonly done: boolean;
  readonly value?: unknown;
}

const nothingYet: Piece = { chunk: null, complete: false };

/** Reads the body that an extension gives. Rejects with the error of the stream, or when it holds something else than bytes. */
export class BodyReader {
  readonly #reader: ReadableStreamDefaultReader<unknown>;
  #ahead: Promise<Read>;

  constructor(stream: ReadableStream<unknown>) {
    this.#reader = stream.getReader();
    this.#ahead = this.#read();
  }

  /** What is there at once: so that a head does not wait for a late body, and the length of one that is at hand is known. */
  async open(): Promise<Piece> {
    if (!(await this.#isThere())) return nothingYet;
    const piece = await this.next();
    if (piece.complete || !(await this.#isThere())) return piece;
    const end = await this.#ahead;
    return end.done ? { chunk: piece.chunk, complete: true } : piece;
  }

  async next(): Promise<Piece> {
    const result = await this.#ahead;
    if (result.done) return { chunk: null, complete: true };
    this.#ahead = this.#read();
    return { chunk: bytesOf(result.value), complete: false };
  }

  cancel(): void {
    this.#reader.cancel().catch(() => {});
  }

  #read(): Promise<Read> {
    const result = this.#reader.read() as Promise<Read>;
    // Reported when somebody asks for it.
    result.catch(() => {});
    return result;
  }

  /** A turn of the event loop is enough for what a stream has at hand. */
  async #isThere(): Promise<boolean> {
    const there = this.#ahead.then(
      () => true,
      () => true,
    );
    return Promise.race([there, setImmediate(false)]);
  }
}

function bytesOf(value: unknown): Buffer {
  if (!(value instanceof Uint8Array)) throw new TypeError('the body is a stream of something else than bytes');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
