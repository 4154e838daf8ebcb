import type { StatusRange } from '../../shared/policies/cache.js';
import type { Exchange } from '../exchange.js';
import type { ResponseHead } from '../forward/response-head.js';

/**
 * Whether an answer can be kept at all. Not 206 and 304, which are no whole answers, and not one that ends with its
 * connection: whether it is whole nobody knows.
 */
export function isStorable(head: ResponseHead, statuses: readonly StatusRange[], maxBytes: number): boolean {
  const { status, contentLength } = head;
  if (status === 206 || status === 304 || contentLength > maxBytes) return false;
  if (contentLength === -1 && !head.chunked && !head.keepAlive) return false;
  return statuses.some(({ first, last }) => status >= first && status <= last);
}

/** Fields of one client, or of one passage, that must not be replayed. */
const perClient = /^(?:set-cookie2?|connection|keep-alive|transfer-encoding|trailer|upgrade):/i;

/** The field lines to keep. */
export function storableFields(fields: string): string {
  if (fields === '') return '';
  const lines = fields.split('\r\n').filter((line) => !perClient.test(line));
  // One flat string: what `split` gives keeps the whole head alive.
  return Buffer.from(lines.join('\r\n'), 'latin1').toString('latin1');
}

/** The client asks for something else than the whole answer: what it gets is not for others. */
export function isConditional(exchange: Exchange): boolean {
  const { headers } = exchange;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i]!;
    if (name.charCodeAt(0) !== 105) continue; // i
    if (name === 'if-none-match' || name === 'if-modified-since') return true;
    if (name === 'if-match' || name === 'if-unmodified-since') return true;
  }
  return false;
}
