import { type FailureName, failures } from '../../../shared/errors.js';
import type { Exchange } from '../../exchange.js';
import type { Refusal } from '../../server/refuse.js';
import { headersOf, linesOf } from '../field-lines.js';
import { checkedStatus } from './checked-status.js';
import type { HeldAnswer } from './held-answer.js';

/** A failure of the request: hooks may say what the client sees of it. */
export class FailedAnswer implements HeldAnswer {
  readonly final = true;
  readonly failure: string;
  readonly detail: string;
  status: number;
  body: string;
  readonly headers: Headers;
  readonly #name: FailureName;
  readonly #before: string;
  readonly #exchange: Exchange;

  constructor(exchange: Exchange, name: FailureName, detail: string, refusal: Refusal | null) {
    this.#exchange = exchange;
    this.#name = name;
    this.#before = refusal?.fields ?? '';
    this.failure = failures[name].code;
    this.detail = detail;
    this.status = refusal?.status ?? failures[name].status;
    this.headers = headersOf(this.#before);
    this.body = refusal?.body ?? '';
  }

  push(): void {}

  send(): void {
    const fields = linesOf(this.headers, this.#before);
    const refusal = { status: checkedStatus(this.status), fields, body: String(this.body) };
    this.#exchange.fail(this.#name, this.detail, refusal);
  }
}
