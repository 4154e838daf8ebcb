import type { FailureName } from '../../../shared/errors.js';
import { ServiceError } from '../../../shared/extensions/service-error.js';
import { isOwnHeader } from '../../../shared/policies/header-names.js';
import { Exchange } from '../../exchange.js';
import type { ResponseHead } from '../../forward/response-head.js';
import type { Refusal } from '../../server/refuse.js';
import { BodySource } from './body-source.js';
import { carriesBody } from './fetch-request.js';
import { responseOf } from './response-of.js';
import { StreamUpload } from './stream-upload.js';

/** Where a call of a handler differs from the request of the client. */
export interface CallParts {
  readonly request: Request;
  /** Path and query. */
  readonly target: string;
  readonly stream: ReadableStream<Uint8Array> | null;
  /** Of the body; -1: not known before it has ended. */
  readonly contentLength: number;
  /** It has ended, with an answer or without. */
  readonly ended: (call: ServiceCall) => void;
}

/** One call of the service by delegating handlers: a request like any other, whose answer becomes a Response. */
export class ServiceCall extends Exchange {
  readonly answer: Promise<Response>;
  /** The head's lines as the service wrote them; `''` while there are none. */
  fields = '';
  /** Of the answer; -1: the service does not say. */
  answerLength = -1;
  refusal: Refusal | null = null;
  error: ServiceError | null = null;
  source: BodySource | null = null;
  readonly #ended: (call: ServiceCall) => void;
  #resolve: (response: Response) => void = () => {};
  #reject: (error: unknown) => void = () => {};
  readonly #method: string;
  /** What a handler wants the service to see; `null`: what the route says. */
  readonly #hostHeader: string | null;

  constructor(parent: Exchange, { request, target, stream, contentLength, ended }: CallParts) {
    super(parent.gateway, parent.response, parent.secure);
    this.#ended = ended;
    this.route = parent.route;
    this.match = parent.match;
    this.user = parent.user;
    this.method = parent.method;
    this.path = parent.path;
    this.query = parent.query;
    this.host = parent.host;
    this.clientAddress = parent.clientAddress;
    this.requestId = parent.requestId;
    this.destination = parent.destination;
    this.endpoint = parent.endpoint;
    // The first call is the one that the balancer counts.
    this.lease = parent.lease;
    parent.lease = null;
    this.target = target;
    this.#method = request.method;
    const host = request.headers.get('host');
    this.#hostHeader = host === null || host === parent.hostHeader ? null : host;
    for (const [name, value] of request.headers) if (!isOwnHeader(name, 'request')) this.headers.push(name, value);
    const { method } = request;
    const announces = carriesBody(method) || method === parent.downstreamMethod;
    this.hasBody = stream !== null || (parent.hasBody && announces);
    this.contentLength = stream !== null ? contentLength : this.hasBody ? 0 : -1;
    if (stream !== null) this.upload = new StreamUpload(this, stream, (error) => this.#end(error));
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever waits for it hears of it.
    this.answer.catch(() => {});
  }

  override complete(): void {
    super.complete();
    this.downstreamMethod = this.#method;
    this.hostHeader = this.#hostHeader ?? this.hostHeader;
  }

  override respond(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    this.status = head.status;
    this.fields = head.fields;
    this.answerLength = head.contentLength;
    const source = new BodySource(
      () => this.connection?.resume(),
      () => this.cancel(),
    );
    try {
      const response = responseOf(head, this.downstreamMethod, source.stream);
      if (response.body !== null) this.source = source;
      this.#resolve(response);
    } catch (error) {
      this.fail('connection', `answers what Fetch cannot say: ${(error as Error).message}`);
      return;
    }
    this.respondData(chunk, complete);
  }

  override respondData(chunk: Buffer | null, complete: boolean): void {
    if (this.source?.push(chunk, complete) === false) this.connection?.pause();
    if (complete) this.finish();
  }

  override fail(failure: FailureName, detail: string, refusal: Refusal | null = null): void {
    this.refusal = refusal;
    this.error = new ServiceError(failure, detail);
    this.#end(this.error);
  }

  override finish(): void {
    if (!this.settled) this.release(false);
  }

  /** Nobody wants its answer any more. */
  cancel(): void {
    this.#end(new DOMException('The call was given up.', 'AbortError'));
  }

  protected override release(responseUsable: boolean): void {
    super.release(responseUsable);
    this.#ended(this);
  }

  #end(error: unknown): void {
    if (this.settled) return;
    this.release(false);
    this.#reject(error);
    this.source?.fail(error as Error);
  }
}
