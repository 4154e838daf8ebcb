import type { FailureName } from '../../shared/errors.js';
import { Exchange } from '../exchange.js';
import type { ResponseHead } from '../forward/response-head.js';
import type { RouteRuntime } from '../runtime/route.js';
import type { Refusal } from '../server/refuse.js';

/** Most bytes of one member's answer: an aggregate holds them all until the last one is there. */
const maxAnswer = 16 * 1024 * 1024;

export interface MemberFailure {
  readonly failure: FailureName;
  readonly detail: string;
  readonly refusal: Refusal | null;
}

/** The call of one member route of an aggregate: a request like any other, whose answer is collected instead of sent. */
export class Member extends Exchange {
  readonly key: string;
  override readonly isMember = true;
  failure: MemberFailure | null = null;
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #done: () => void;

  /** @param done called once, when the answer is whole or there will be none */
  constructor(parent: Exchange, key: string, route: RouteRuntime, body: Buffer | null, done: () => void) {
    super(parent.gateway, parent.response, parent.secure);
    this.key = key;
    this.route = route;
    // The aggregate's placeholders fill the members' templates.
    this.match = parent.match;
    this.#done = done;
    this.method = parent.method;
    this.path = parent.path;
    this.query = parent.query;
    this.host = parent.host;
    this.clientAddress = parent.clientAddress;
    this.headers.push(...parent.headers);
    // Answers are put into one text, so they must not come compressed.
    this.removeHeader('accept-encoding');
    this.fieldCount = parent.fieldCount;
    this.fieldBytes = parent.fieldBytes;
    this.hasBody = body !== null;
    this.contentLength = body === null ? -1 : body.length;
    this.body = body;
  }

  /** The body of the answer. */
  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  override deliver(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    this.deadlineQueue?.remove(this);
    this.status = head.status;
    if (/^content-encoding:(?!\s*identity\s*$)/im.test(head.fields)) {
      this.fail('connection', 'answers with a Content-Encoding that it was not asked for');
    } else this.deliverData(chunk, complete);
  }

  override deliverData(chunk: Buffer | null, complete: boolean): void {
    if (chunk !== null) {
      this.#size += chunk.length;
      this.#chunks.push(Buffer.from(chunk));
    }
    if (this.#size > maxAnswer) this.fail('connection', `answers with more than ${maxAnswer} bytes`);
    else if (complete) this.finish();
  }

  override fail(failure: FailureName, detail: string, refusal: Refusal | null = null): void {
    if (this.settled) return;
    this.failure = { failure, detail, refusal };
    this.release(false);
    this.#done();
  }

  override finish(): void {
    if (this.settled) return;
    this.release(false);
    this.#done();
  }

  /** Nobody waits for it any more. */
  cancel(): void {
    if (!this.settled) this.release(false);
  }
}
