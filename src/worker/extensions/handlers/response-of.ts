import type { ResponseHead } from '../../forward/response-head.js';
import { headersOf } from '../field-lines.js';

/** Fetch gives these no body (Fetch, null body status). */
const bodiless = new Set([101, 204, 205, 304]);

/** The answer of a service as Fetch has it. Throws when Fetch cannot say it: a status from 600 on, a byte in a field that none may have. */
export function responseOf(head: ResponseHead, method: string, body: ReadableStream<Uint8Array>): Response {
  const headers = headersOf(head.fields);
  if (head.contentLength !== -1) headers.set('content-length', String(head.contentLength));
  const hasBody = method !== 'HEAD' && !bodiless.has(head.status) && head.contentLength !== 0;
  const statusText = head.statusLine.slice(4);
  return new Response(hasBody ? body : null, { status: head.status, statusText, headers });
}
