import { STATUS_CODES } from 'node:http';
import type { Exchange } from '../../exchange.js';
import { ResponseHead } from '../../forward/response-head.js';
import { headersOf, linesOf } from '../field-lines.js';
import { checkedStatus } from './checked-status.js';
import type { HeldAnswer } from './held-answer.js';

/** An answer of the route: the service stops sending while hooks look at its head. */
export class ServedAnswer implements HeldAnswer {
  readonly final = false;
  readonly failure = null;
  readonly detail = null;
  status: number;
  /** The service's goes on as it comes. */
  body = '';
  readonly #head = new ResponseHead();
  readonly #pieces: Buffer[] = [];
  #complete: boolean;
  #headers: Headers | null = null;
  readonly #exchange: Exchange;

  /** Takes copies of head and chunk. */
  constructor(exchange: Exchange, head: ResponseHead, chunk: Buffer | null, complete: boolean) {
    this.#exchange = exchange;
    this.status = head.status;
    this.#head.status = head.status;
    this.#head.statusLine = head.statusLine;
    this.#head.fields = head.fields;
    this.#head.contentLength = head.contentLength;
    this.#complete = complete;
    this.push(chunk, complete);
    exchange.connection?.pause();
  }

  get headers(): Headers {
    this.#headers ??= headersOf(this.#head.fields);
    return this.#headers;
  }

  push(chunk: Buffer | null, complete: boolean): void {
    if (chunk !== null) this.#pieces.push(Buffer.from(chunk));
    this.#complete = complete;
  }

  send(): void {
    const head = this.#head;
    if (this.status !== head.status) {
      head.status = checkedStatus(this.status);
      head.statusLine = `${this.status} ${STATUS_CODES[this.status] ?? ''}`;
    }
    if (this.#headers !== null) head.fields = linesOf(this.#headers, head.fields);
    this.#exchange.connection?.resume();
    this.#exchange.deliver(head, this.#pieces.length === 0 ? null : Buffer.concat(this.#pieces), this.#complete);
  }
}
