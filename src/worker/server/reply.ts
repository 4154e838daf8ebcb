import type { Exchange } from '../exchange.js';
import type { ResponseHead } from '../forward/response-head.js';
import { announceClose } from './announce-close.js';
import { Download } from './download.js';
import { ReadyFields, writeFields } from './write-fields.js';

/** Bytes of a body that arrived whole and goes out at once, whatever the client's socket takes; uWebSockets.js holds the rest. */
const atOnce = 16 * 1024;

/** Begins the answer to the client, and ends it when the service's came whole. */
export function reply(exchange: Exchange, head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
  if (exchange.isCorked) write(exchange, head, chunk, complete);
  else exchange.response.cork(() => write(exchange, head, chunk, complete));
  if (exchange.download === null) exchange.finish();
}

function write(exchange: Exchange, head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
  const { response } = exchange;
  // What uWebSockets.js says by itself.
  if (head.statusLine !== '200 OK') response.writeStatus(head.statusLine);
  const fields = fieldsOf(exchange, head);
  if (fields !== null) writeFields(response, fields);
  if (
    exchange.method === 'HEAD' ||
    exchange.downstreamMethod === 'HEAD' ||
    head.status === 204 ||
    head.status === 304
  ) {
    replyWithoutBody(exchange, head);
  } else if (complete && head.contentLength !== -1 && head.contentLength <= atOnce) {
    response.end(head.text ?? chunk ?? '', announceClose(exchange));
  } else replyWithBody(exchange, head, chunk, complete);
}

/** `null`: there are none. */
function fieldsOf(exchange: Exchange, head: ResponseHead): ReadyFields | null {
  const transform = exchange.route?.responseHeaders ?? null;
  const { answerFields } = exchange;
  if (transform === null && answerFields === '' && head.ready !== null) return head.ready;
  let fields = transform === null ? head.fields : transform.apply(head.fields, exchange);
  if (answerFields !== '') fields = fields === '' ? answerFields : `${fields}\r\n${answerFields}`;
  return fields === '' ? null : new ReadyFields(fields);
}

/** `endWithoutBody(length)` would keep the connection waiting for a body, so the length is an ordinary field. */
function replyWithoutBody(exchange: Exchange, head: ResponseHead): void {
  const { response } = exchange;
  if (exchange.method !== 'HEAD' && exchange.downstreamMethod === 'HEAD') {
    response.end('', announceClose(exchange));
    return;
  }
  if (head.contentLength !== -1 && head.status !== 204)
    response.writeHeader('Content-Length', String(head.contentLength));
  if (announceClose(exchange)) response.writeHeader('Connection', 'close');
  response.endWithoutBody();
}

function replyWithBody(exchange: Exchange, head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
  const { response, gateway } = exchange;
  // `end(body, true)` after a `write` would put this field into the body.
  if (announceClose(exchange)) response.writeHeader('Connection', 'close');
  if (complete && head.contentLength === -1 && (chunk === null || chunk.length <= atOnce)) {
    if (chunk !== null) response.write(chunk);
    response.end();
    return;
  }
  exchange.download = new Download(exchange, head.contentLength, gateway.limits, gateway.watchdog);
  exchange.download.push(chunk, complete);
}
