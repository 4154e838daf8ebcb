import { STATUS_CODES } from 'node:http';
import type { Exchange } from '../exchange.js';
import { announceClose } from './announce-close.js';

/** Answers with a status and no body (Ocelot: error handling). `close`: the rest of the request is not wanted. */
export function refuse(exchange: Exchange, status: number, close: boolean): void {
  const { response } = exchange;
  response.cork(() => {
    response.writeStatus(`${status} ${STATUS_CODES[status] ?? 'Client Closed Request'}`);
    const cut = announceClose(exchange) || close;
    if (exchange.method === 'HEAD') response.endWithoutBody();
    else response.end('', cut);
  });
}
