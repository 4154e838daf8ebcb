import type { DelegatingHandler } from '../../../shared/extensions/delegating-handler.js';
import type { Exchange } from '../../exchange.js';
import { forward } from '../../forward/forwarder.js';
import type { ServiceConnection } from '../../forward/sink.js';
import { ExchangeContext } from '../exchange-context.js';
import { failureOf } from '../failure-of.js';
import { announcedLength, answerHead } from './answer-head.js';
import { BodyReader } from './body-reader.js';
import { BodySource } from './body-source.js';
import { carriesBody, fetchRequest } from './fetch-request.js';
import { ServiceCall } from './service-call.js';

/**
 * The delegating handlers of one request. Towards its exchange they stand where the connection to the service does: they
 * take its body and give its answer, and end with it.
 */
export class HandlerRun implements ServiceConnection {
  #over = false;
  #paused = false;
  #resumed: (() => void) | null = null;
  #reader: BodyReader | null = null;
  #last: ServiceCall | null = null;
  /** What the handlers were given. */
  #url = '';
  readonly #calls = new Set<ServiceCall>();
  readonly #body: BodySource | null;
  readonly #abort = new AbortController();
  readonly #exchange: Exchange;
  readonly #handlers: readonly DelegatingHandler[];
  readonly #context: ExchangeContext;

  /** @param handlers outermost first */
  constructor(exchange: Exchange, handlers: readonly DelegatingHandler[]) {
    this.#exchange = exchange;
    this.#handlers = handlers;
    this.#context = new ExchangeContext(exchange, () => this.#abort.signal);
    const hasBody = exchange.upload !== null || exchange.body !== null;
    this.#body = hasBody
      ? new BodySource(
          () => exchange.onRequestDrain(),
          () => {},
        )
      : null;
  }

  run(): void {
    const exchange = this.#exchange;
    exchange.complete();
    exchange.connection = this;
    if (exchange.upload !== null) exchange.upload.attach(this);
    else if (exchange.body !== null) this.#body?.push(exchange.body, true);
    this.#answer().catch((error) => this.#fail(error));
  }

  start(_exchange: Exchange, piece: Buffer | null, complete: boolean): boolean {
    return this.write(piece, complete);
  }

  write(piece: Buffer | null, complete: boolean): boolean {
    for (const call of this.#calls) call.guard?.onProgress();
    return this.#body?.push(piece, complete) ?? true;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#resumed?.();
    this.#resumed = null;
  }

  /** The client is gone, or the request has failed. */
  abort(): void {
    if (this.#over) return;
    this.#close();
    this.#abort.abort();
    this.#reader?.cancel();
    this.resume();
  }

  async #answer(): Promise<void> {
    const exchange = this.#exchange;
    const request = fetchRequest(exchange, this.#body?.stream ?? null, this.#abort.signal);
    this.#url = request.url;
    const response = await this.#invoke(0, request);
    if (this.#over) {
      response.body?.cancel().catch(() => {});
      return;
    }
    const head = answerHead(response, this.#last?.fields ?? '');
    // The body that the handlers give is the client's: not that of an answer to HEAD, if that is what the service was asked.
    exchange.downstreamMethod = exchange.method;
    const { body } = response;
    const bodiless = exchange.method === 'HEAD' || head.status === 204 || head.status === 304;
    if (body === null || bodiless) {
      body?.cancel().catch(() => {});
      head.contentLength = bodiless ? announcedLength(response) : 0;
      this.#finish();
      exchange.respond(head, null, true);
      return;
    }
    const reader = new BodyReader(body);
    this.#reader = reader;
    const first = await reader.open();
    if (this.#over) return;
    head.contentLength = first.complete ? (first.chunk?.length ?? 0) : this.#lengthOf(body);
    if (first.complete) this.#finish();
    exchange.respond(head, first.chunk, first.complete);
    await this.#passOn(reader);
  }

  async #passOn(reader: BodyReader): Promise<void> {
    while (!this.#over) {
      if (this.#paused) await new Promise<void>((resolve) => (this.#resumed = resolve));
      if (this.#over) return;
      const { chunk, complete } = await reader.next();
      if (this.#over) return;
      if (complete) this.#finish();
      this.#exchange.respondData(chunk, complete);
    }
  }

  async #invoke(index: number, request: Request): Promise<Response> {
    const handler = this.#handlers[index];
    if (handler === undefined) return this.#call(request);
    const next = (onward: Request): Promise<Response> => {
      const answer = this.#invoke(index + 1, onward);
      // A handler may wait for something else first, or never: what the call failed with is for it alone.
      answer.catch(() => {});
      return answer;
    };
    const response = await handler(request, next, this.#context);
    if (!isResponse(response))
      throw new TypeError('a delegating handler returned no Response with a status from 200 on');
    if (response.bodyUsed || response.body?.locked) {
      throw new TypeError('a delegating handler returned a Response whose body is read already');
    }
    return response;
  }

  /** The end of the chain: the service. */
  async #call(request: Request): Promise<Response> {
    if (this.#over) throw new DOMException('The request is over.', 'AbortError');
    const exchange = this.#exchange;
    const own = this.#body?.stream ?? null;
    // The body of a GET goes past the handlers, with the first call: Fetch does not know it.
    const isPast = !carriesBody(exchange.downstreamMethod) && !carriesBody(request.method) && own?.locked === false;
    const stream = request.body ?? (isPast ? own : null);
    if (stream?.locked) throw new TypeError('the body of the request is sent already: keep a clone to send it again');
    const call = new ServiceCall(exchange, {
      request,
      target: this.#targetOf(request.url),
      stream,
      contentLength: stream === own ? exchange.contentLength : -1,
      ended: (over) => this.#calls.delete(over),
    });
    this.#last = call;
    this.#calls.add(call);
    const { resilience } = exchange.route!;
    if (resilience === null) forward(call);
    else resilience.call(call);
    return call.answer;
  }

  /** As it was, byte for byte, unless a handler has changed it. */
  #targetOf(url: string): string {
    if (url === this.#url) return this.#exchange.target;
    const { pathname, search } = new URL(url);
    return pathname + search;
  }

  /** A body that is passed on as the service sends it has the length that the service says. */
  #lengthOf(body: ReadableStream<Uint8Array>): number {
    const last = this.#last;
    return last !== null && body === last.source?.stream ? last.answerLength : -1;
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    const { failure, detail } = failureOf(error, this.#exchange.gateway.runtime.extensions.errorMapper);
    const last = this.#last;
    this.#exchange.fail(failure, detail, last !== null && error === last.error ? last.refusal : null);
  }

  /** The handlers have said everything. */
  #finish(): void {
    this.#exchange.responseComplete();
    this.#close();
  }

  /** What handlers have left open ends with the request. */
  #close(): void {
    this.#over = true;
    for (const call of this.#calls) call.cancel();
    this.#body?.fail(new DOMException('The request is over.', 'AbortError'));
  }
}

/** Not `instanceof`: a handler may bring another implementation of Fetch. */
function isResponse(value: unknown): value is Response {
  if (typeof value !== 'object' || value === null || !('headers' in value) || !('body' in value)) return false;
  return 'status' in value && typeof value.status === 'number' && value.status >= 200;
}
