/** Longest chunk-size line and longest trailer section, in bytes; what is beyond is an attack or garbage. */
const maxLine = 1024;
const maxTrailers = 16 * 1024;

/**
 * Decodes a chunked body (RFC 9112, 7.1), strictly: hexadecimal sizes, CRLF after every line and chunk. Extensions and
 * trailers are dropped.
 */
export class ChunkedDecoder {
  /** Bytes of input consumed by the last `decode`. */
  consumed = 0;
  ended = false;
  #state = size;
  #line = '';
  #remaining = 0;
  #trailers = 0;

  /** Ready for the next body. */
  reset(): void {
    this.ended = false;
    this.#state = size;
    this.#line = '';
    this.#remaining = 0;
    this.#trailers = 0;
  }

  /**
   * @returns the data in `input`, `null` when there is none in it
   * @throws ChunkError when the framing is broken
   */
  decode(input: Buffer): Buffer | null {
    let first: Buffer | null = null;
    let more: Buffer[] | null = null;
    let position = 0;
    while (position < input.length && !this.ended) {
      if (this.#state === data) {
        const take = Math.min(this.#remaining, input.length - position);
        const piece = input.subarray(position, position + take);
        if (first === null) first = piece;
        else if (more === null) more = [first, piece];
        else more.push(piece);
        position += take;
        this.#remaining -= take;
        if (this.#remaining === 0) this.#state = dataEnd;
        continue;
      }
      const newline = input.indexOf(10, position);
      const end = newline === -1 ? input.length : newline + 1;
      this.#line += input.toString('latin1', position, end);
      position = end;
      if (this.#line.length > maxLine) throw new ChunkError('a chunk line that is too long');
      if (newline !== -1) this.#takeLine();
    }
    this.consumed = position;
    return more === null ? first : Buffer.concat(more);
  }

  #takeLine(): void {
    const line = this.#line;
    this.#line = '';
    if (!line.endsWith('\r\n')) throw new ChunkError('a line of the chunked body that does not end with CRLF');
    if (this.#state === dataEnd) {
      if (line.length !== 2) throw new ChunkError('a chunk longer than its size');
      this.#state = size;
      return;
    }
    if (this.#state === trailer) {
      if (line.length === 2) this.ended = true;
      this.#trailers += line.length;
      if (this.#trailers > maxTrailers) throw new ChunkError('too many trailers');
      return;
    }
    const match = /^([0-9A-Fa-f]{1,12})(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?\r\n$/.exec(line);
    if (match === null) throw new ChunkError('an invalid chunk size');
    this.#remaining = Number.parseInt(match[1] as string, 16);
    this.#state = this.#remaining === 0 ? trailer : data;
  }
}

const size = 0;
const data = 1;
const dataEnd = 2;
const trailer = 3;

export class ChunkError extends Error {}
