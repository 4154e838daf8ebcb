import { Packr } from 'msgpackr';

/** Largest frame, bytes; a peer that announces more is not ours. */
export const MAX_FRAME = 16 * 1024 * 1024;

const LENGTH = 4;

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** The other side does not speak this protocol: the connection is of no use any more. */
export class FrameError extends Error {}

/** The messages of one turn of the event loop: four bytes of length (big endian), then a msgpack array. */
export function encodeFrame(messages: readonly unknown[]): Buffer {
  const body = packr.pack(messages);
  if (body.length > MAX_FRAME) throw new FrameError(`a frame of ${body.length} bytes`);
  const frame = Buffer.allocUnsafe(LENGTH + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, LENGTH);
  return frame;
}

/** Finds the frames in what a socket reads, however it is cut. */
export class FrameReader {
  /** Bytes that must be there before it is worth looking again. */
  #wanted = 0;
  #parts: Buffer[] = [];
  #length = 0;

  /** The messages of every frame that is complete now. Throws FrameError. */
  push(chunk: Buffer): unknown[] {
    const messages: unknown[] = [];
    this.#parts.push(chunk);
    this.#length += chunk.length;
    if (this.#length < this.#wanted) return messages;
    let bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#length);
    this.#wanted = LENGTH;
    while (bytes.length >= LENGTH) {
      const length = bytes.readUInt32BE(0);
      if (length > MAX_FRAME) throw new FrameError(`a frame of ${length} bytes`);
      this.#wanted = LENGTH + length;
      if (bytes.length < this.#wanted) break;
      messages.push(...decode(bytes.subarray(LENGTH, this.#wanted)));
      bytes = bytes.subarray(this.#wanted);
      this.#wanted = LENGTH;
    }
    this.#parts = bytes.length === 0 ? [] : [bytes];
    this.#length = bytes.length;
    return messages;
  }
}

function decode(body: Buffer): unknown[] {
  let value: unknown;
  try {
    value = packr.unpack(body);
  } catch {
    throw new FrameError('a frame that is not msgpack');
  }
  if (!Array.isArray(value)) throw new FrameError('a frame that is not a list');
  return value;
}
