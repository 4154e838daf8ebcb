import { randomBytes } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { crc32 } from 'node:zlib';

/** What is enough to see that a large body arrived whole and in order. */
export interface Fingerprint {
  readonly bytes: number;
  readonly crc: number;
}

/** Repeated to make bodies of any length; its own length is odd, so that no buffer size divides it. */
const block = randomBytes(256 * 1024 + 13);

/** Called between two pieces; a promise holds the next one back. */
export type Pace = (bytes: number) => Promise<void> | undefined;

/** Fast as the other side allows. */
export const atOnce: Pace = () => undefined;

/** Evenly, in steps of about 50 ms. */
export function evenly(bytesPerSecond: number): Pace {
  const start = performance.now();
  return (bytes) => {
    const early = (bytes / bytesPerSecond) * 1000 - (performance.now() - start);
    return early < 50 ? undefined : new Promise((resolve) => setTimeout(resolve, early));
  };
}

/** A pause of so many milliseconds once `after` bytes went by. */
export function pauseAfter(after: number, milliseconds: number): Pace {
  let over = false;
  return (bytes) => {
    if (over || bytes < after) return undefined;
    over = true;
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
  };
}

/** Writes a body made on the fly and ends the stream; never holds more than the stream wants. */
export async function sendBody(
  to: Writable,
  size: number,
  pace: Pace = atOnce,
  piece = block.length,
): Promise<Fingerprint> {
  let crc = 0;
  let bytes = 0;
  while (bytes < size && !to.destroyed) {
    const offset = bytes % block.length;
    const chunk = block.subarray(offset, offset + Math.min(piece, size - bytes));
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    if (!to.write(chunk)) await drained(to);
    await pace(bytes);
  }
  to.end();
  return { bytes, crc };
}

/** It takes more, or is closed. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

/** Reads a body to its end and forgets it. Rejects when it is cut. */
export async function readBody(from: Readable, pace: Pace = atOnce): Promise<Fingerprint> {
  let crc = 0;
  let bytes = 0;
  await pace(0);
  for await (const chunk of from as AsyncIterable<Buffer>) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    await pace(bytes);
  }
  return { bytes, crc };
}
