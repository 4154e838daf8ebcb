import { type FailureName, failures } from '../../shared/errors.js';
import type { Deadline, DeadlineQueue } from '../deadlines.js';
import { Exchange } from '../exchange.js';
import { fieldValues } from '../forward/field-lines.js';
import { ResponseHead } from '../forward/response-head.js';
import type { RouteRuntime } from '../runtime/route.js';
import type { Refusal } from '../server/refuse.js';
import type { Overrides } from '../target/text-form.js';
import { decompress } from './decompress.js';
import { PartDeadline } from './part-deadline.js';

/** Most bytes of one member's answer: an aggregate holds them all until the last one is there. */
const maxAnswer = 16 * 1024 * 1024;

export interface MemberFailure {
  readonly failure: FailureName;
  readonly detail: string;
  readonly refusal: Refusal | null;
}

/** What one call of a member is made of. */
export interface MemberCall {
  readonly key: string;
  readonly route: RouteRuntime;
  /** A value out of another answer; `null`: none. */
  readonly overrides: Overrides | null;
  /** Of the request; every call gets all of it. */
  readonly body: Buffer | null;
  /** Where the time of the whole call is watched; `null`: nowhere. */
  readonly deadlines: DeadlineQueue | null;
}

/** One call of a member route of an aggregate: a request like any other, whose answer is collected instead of sent. */
export class Member extends Exchange {
  readonly key: string;
  override readonly isMember = true;
  failure: MemberFailure | null = null;
  /** Of the answer, whose body is `answer`. */
  readonly head = new ResponseHead();
  answer: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #size = 0;
  readonly #deadline: Deadline | null;
  readonly #deadlines: DeadlineQueue | null;
  readonly #done: () => void;

  /** @param done called once, when the answer is whole or there will be none */
  constructor(parent: Exchange, { key, route, overrides, body, deadlines }: MemberCall, done: () => void) {
    super(parent.gateway, parent.response, parent.secure);
    this.key = key;
    this.route = route;
    // The aggregate's placeholders fill the members' templates.
    this.match = parent.match;
    this.overrides = overrides;
    this.#deadlines = deadlines;
    this.#deadline = deadlines === null ? null : new PartDeadline(this);
    this.#done = done;
    this.method = parent.method;
    this.path = parent.path;
    this.query = parent.query;
    this.host = parent.host;
    this.clientAddress = parent.clientAddress;
    this.user = parent.user;
    this.headers.push(...parent.headers);
    // Answers are put into one text, so they should not come compressed.
    this.removeHeader('accept-encoding');
    this.fieldCount = parent.fieldCount;
    this.fieldBytes = parent.fieldBytes;
    this.hasBody = body !== null;
    this.contentLength = body === null ? -1 : body.length;
    this.body = body;
  }

  start(): void {
    if (this.#deadline !== null) this.#deadlines!.add(this.#deadline);
    this.proceed();
  }

  /** The body of the answer. */
  get text(): string {
    return this.answer.toString('utf8');
  }

  /** Of the failure, when there was one; else of the answer. */
  get outcome(): number {
    if (this.failure === null) return this.head.status;
    return this.failure.refusal?.status ?? failures[this.failure.failure].status;
  }

  override deliver(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    if (this.hooks?.holdServed(head, chunk, complete) === true) return;
    this.deadlineQueue?.remove(this);
    this.status = head.status;
    this.head.status = head.status;
    this.head.statusLine = head.statusLine;
    this.head.fields = head.fields;
    this.deliverData(chunk, complete);
  }

  override deliverData(chunk: Buffer | null, complete: boolean): void {
    if (this.settled) return;
    if (this.hooks !== null) {
      this.hooks.push(chunk, complete);
      return;
    }
    if (chunk !== null) {
      this.#size += chunk.length;
      this.#chunks.push(Buffer.from(chunk));
    }
    if (this.#size > maxAnswer) this.fail('connection', `answers with more than ${maxAnswer} bytes`);
    else if (complete) this.#decode();
  }

  #decode(): void {
    const body = Buffer.concat(this.#chunks);
    this.#chunks = [];
    const { fields } = this.head;
    const codings = fieldValues(fields, 'content-encoding').flatMap((value) =>
      value.split(',').map((one) => one.trim()),
    );
    decompress(
      body,
      codings.filter((coding) => coding !== ''),
      maxAnswer,
      (fault, decoded) => {
        if (this.settled) return;
        if (fault !== null) {
          this.fail('connection', fault);
          return;
        }
        if (codings.length > 0 && body.length > 0) this.head.fields = withoutField(fields, 'content-encoding');
        this.head.contentLength = decoded.length;
        this.answer = decoded;
        this.finish();
      },
    );
  }

  override fail(failure: FailureName, detail: string, refusal: Refusal | null = null): void {
    if (this.settled || this.isRescued(failure)) return;
    if (this.hooks?.holdFailure(failure, detail, refusal) === true) return;
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
    if (this.settled) return;
    this.status = 499;
    this.release(false);
  }

  protected override release(responseUsable: boolean): void {
    if (this.#deadline !== null) this.#deadlines!.remove(this.#deadline);
    super.release(responseUsable);
  }
}

function withoutField(lines: string, name: string): string {
  const kept = lines.split('\r\n').filter((line) => line.slice(0, line.indexOf(':')).toLowerCase() !== name);
  return kept.join('\r\n');
}
