/**
 * Bytes of a request as they go over the wire, in memory that `allocate` gives: what stands before them, and when the body
 * is chunked, their chunk (RFC 9112, 7.1).
 */
export function wireBytes(
  head: string,
  body: Buffer | null,
  chunked: boolean,
  complete: boolean,
  allocate: (length: number) => Buffer = Buffer.allocUnsafe,
): Buffer {
  const length = body === null ? 0 : body.length;
  const before = chunked && length > 0 ? `${head}${length.toString(16)}\r\n` : head;
  const after = chunked ? (length > 0 ? '\r\n' : '') + (complete ? '0\r\n\r\n' : '') : '';
  const bytes = allocate(before.length + length + after.length);
  bytes.write(before, 0, 'latin1');
  if (body !== null) body.copy(bytes, before.length);
  bytes.write(after, before.length + length, 'latin1');
  return bytes;
}
