import type { IncomingMessage } from 'node:http';

/** The body as text; `null`: it is longer than `most` bytes. With 0 none is read. Rejects when the client leaves. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<string | null> {
  if (most === 0) return '';
  if (Number(request.headers['content-length'] ?? 0) > most) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > most) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
