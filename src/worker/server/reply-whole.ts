import type { Exchange } from '../exchange.js';
import { announceClose } from './announce-close.js';

/** Answers with what a service said, all of it at hand: field values are latin1. */
export function replyWhole(
  exchange: Exchange,
  status: number,
  reason: string,
  fields: readonly (readonly [name: string, value: string])[],
  body: Buffer,
): void {
  exchange.status = status;
  exchange.answered = true;
  exchange.response.cork(() => {
    exchange.response.writeStatus(`${status} ${reason}`);
    for (const [name, value] of fields) exchange.response.writeHeader(name, Buffer.from(value, 'latin1'));
    exchange.response.end(body, announceClose(exchange));
  });
  exchange.finish();
}
