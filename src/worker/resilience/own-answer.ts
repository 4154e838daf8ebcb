import type { Exchange } from '../exchange.js';
import { ResponseHead } from '../forward/response-head.js';

/** Answers in place of the service: for transforms, caches and aggregates it is the service's (Ocelot: quality of service). */
export function ownAnswer(exchange: Exchange, reason: string, text: string): void {
  const body = Buffer.from(text);
  const head = new ResponseHead();
  head.status = 503;
  head.statusLine = `503 ${reason}`;
  head.fields = 'Content-Type: text/plain; charset=utf-8';
  head.contentLength = body.length;
  exchange.upload?.end(true);
  exchange.respond(head, body, true);
}
