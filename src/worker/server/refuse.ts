import { STATUS_CODES } from 'node:http';
import type { Exchange } from '../exchange.js';
import { announceClose } from './announce-close.js';
import { ReadyFields, writeFields } from './write-fields.js';

/** What a policy says when it refuses a request, beside the failure. */
export interface Refusal {
  readonly status: number;
  /** Field lines joined by CRLF, without the last one; `''`: none. */
  readonly fields: string;
  readonly body: string;
}

/** Answers with a status, and no body unless a refusal has one (Ocelot: error handling). `close`: the rest of the request is not wanted. */
export function refuse(exchange: Exchange, status: number, close: boolean, refusal: Refusal | null): void {
  const { response } = exchange;
  response.cork(() => {
    response.writeStatus(`${status} ${STATUS_CODES[status] ?? (status === 499 ? 'Client Closed Request' : '')}`);
    const fields = [exchange.answerFields, refusal?.fields ?? ''].filter((lines) => lines !== '').join('\r\n');
    if (fields !== '') writeFields(response, new ReadyFields(fields));
    const body = refusal?.body ?? '';
    const cut = announceClose(exchange) || close;
    if (exchange.method === 'HEAD' && body !== '') {
      // Only as an ordinary field: `endWithoutBody(length)` would keep the connection waiting for a body.
      response.writeHeader('Content-Length', String(Buffer.byteLength(body)));
      if (cut) response.writeHeader('Connection', 'close');
    }
    // Only `end` closes: a request that cannot be read to its end must be the last one.
    if (exchange.method === 'HEAD' && (body !== '' || !cut)) response.endWithoutBody();
    else response.end(body, cut);
  });
}
