import { STATUS_CODES } from 'node:http';
import type { HeaderFields } from '../../../shared/extensions/hook.js';
import type { Exchange } from '../../exchange.js';
import { ResponseHead } from '../../forward/response-head.js';
import { linesOf } from '../field-lines.js';
import { checkedStatus } from './checked-status.js';
import type { HeldAnswer } from './held-answer.js';

/** An answer that a hook gives. Throws for a status or fields that no answer can have. */
export class OwnAnswer implements HeldAnswer {
  readonly final = true;
  readonly failure = null;
  readonly detail = null;
  readonly headers: Headers;
  status: number;
  body = '';
  readonly #bytes: Buffer;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, status: number, headers: HeaderFields, body: string | Uint8Array) {
    this.#exchange = exchange;
    this.status = checkedStatus(status);
    this.headers = new Headers(headers);
    this.#bytes = Buffer.from(body);
  }

  push(): void {}

  send(): void {
    const head = new ResponseHead();
    const bytes = this.body === '' ? this.#bytes : Buffer.from(this.body);
    head.status = checkedStatus(this.status);
    head.statusLine = `${this.status} ${STATUS_CODES[this.status] ?? ''}`;
    head.fields = linesOf(this.headers, '');
    head.contentLength = bytes.length;
    this.#exchange.downstreamMethod = this.#exchange.method;
    this.#exchange.deliver(head, bytes, true);
  }
}
