import { STATUS_CODES } from 'node:http';
import { ResponseHead } from '../../forward/response-head.js';
import { linesOf } from '../field-lines.js';

/** The head of what a handler answers, its length not known yet. `served`: lines of the service's answer. */
export function answerHead(response: Response, served: string): ResponseHead {
  const { status, statusText, url } = response;
  let { headers } = response;
  if (url !== '') {
    // What `fetch` gave is decoded, and still says that it is not.
    headers = new Headers(headers);
    headers.delete('content-encoding');
  }
  const head = new ResponseHead();
  head.status = status;
  head.statusLine = `${status} ${statusText || (STATUS_CODES[status] ?? '')}`;
  head.fields = linesOf(headers, served);
  return head;
}

/** What an answer without a body says of the one that it stands for; -1: nothing. */
export function announcedLength(response: Response): number {
  const text = response.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : -1;
}
