import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decoder = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
]);

/**
 * Undoes content codings (RFC 9110, 8.4), the last one first. `done` gets a message when one is unknown, the bytes are not
 * of it, or there would be more than `most` bytes; it may be called at once.
 *
 * @param codings in the order in which they were applied
 */
export function decompress(
  body: Buffer,
  codings: readonly string[],
  most: number,
  done: (fault: string | null, body: Buffer) => void,
): void {
  const coding = codings.at(-1)?.toLowerCase();
  if (coding === undefined || body.length === 0) {
    done(null, body);
    return;
  }
  const rest = codings.slice(0, -1);
  const decoder = decoders.get(coding);
  if (coding === 'identity') decompress(body, rest, most, done);
  else if (decoder === undefined) done(`answers with the unknown Content-Encoding ${coding}`, body);
  else {
    decoder(body, { maxOutputLength: most }, (error, bytes) => {
      if (error === null) decompress(bytes, rest, most, done);
      else done(`answers with ${coding} that cannot be read: ${error.message}`, body);
    });
  }
}
