import type { CookieJar } from '../cookies/cookie-jar.js';
import type { CookieScope } from '../cookies/set-cookie.js';
import { fieldValues } from '../field-lines.js';
import { authorityOf } from '../origin.js';
import type { ResponseHead } from '../response-head.js';
import type { ServicePool } from '../service-pool.js';
import type { ResponseSink, ServiceConnection, ServiceFailure, ServiceRequest } from '../sink.js';
import type { Place, Transport } from '../transport.js';
import { fieldsAfter } from './fields-after.js';
import { type Hop, redirect } from './redirect.js';

/** .NET's `MaxAutomaticRedirections`: after so many the redirect itself is the answer. */
const maxHops = 50;
/** Bytes of a redirect's body that are read for the sake of its connection. */
const maxSkipped = 64 * 1024;

/**
 * One request with everything that it takes to answer it: the cookies of a jar go with it and into it, and redirects are
 * followed. To the exchange it is a connection, to the connections it uses it is the exchange.
 */
export class Journey implements ServiceConnection, ServiceRequest, ResponseSink {
  downstreamMethod = 'GET';
  target = '/';
  hostHeader = '';
  headers: readonly string[] = [];
  hasBody = false;
  contentLength = -1;

  readonly #sink: ResponseSink;
  readonly #transport: Transport;
  readonly #jar: CookieJar | null;
  #place: Place;
  #pool: ServicePool;
  #connection: ServiceConnection | null = null;
  /** The fields without the cookies of the jar. */
  #fields: readonly string[] = [];
  #hops = 0;
  #repeated = false;
  /** The service has the whole request, or is not to get the rest. */
  #requestDone = false;
  #responseDone = false;
  /** Where to go when the body of the redirect has been read. */
  #next: Hop | null = null;
  #skipped = 0;

  constructor(sink: ResponseSink, transport: Transport, place: Place, jar: CookieJar | null) {
    this.#sink = sink;
    this.#transport = transport;
    this.#place = place;
    this.#pool = transport.connect(place);
    this.#jar = jar;
  }

  /** @returns `false`: `sink.onConnection` is called later */
  connect(fresh: boolean): boolean {
    this.#connection = fresh ? this.#pool.acquireFresh(this) : this.#pool.acquire(this);
    return this.#connection !== null;
  }

  start(exchange: ServiceRequest & ResponseSink, body: Buffer | null, complete: boolean): boolean {
    this.downstreamMethod = exchange.downstreamMethod;
    this.target = exchange.target;
    this.hostHeader = exchange.hostHeader;
    this.hasBody = exchange.hasBody;
    this.contentLength = exchange.contentLength;
    this.#fields = exchange.headers;
    this.headers = this.#withCookies();
    this.#requestDone = complete;
    return this.#connection!.start(this, body, complete);
  }

  write(body: Buffer | null, complete: boolean): boolean {
    if (this.#requestDone || this.#connection === null) return true;
    this.#requestDone = complete;
    const connection = this.#connection;
    if (complete && this.#responseDone) this.#connection = null;
    return connection.write(body, complete);
  }

  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  abort(): void {
    this.#pool.cancel(this);
    this.#connection?.abort();
    this.#connection = null;
  }

  onConnection(connection: ServiceConnection): void {
    this.#connection = connection;
    if (this.#hops === 0) this.#sink.onConnection(this);
    else connection.start(this, null, true);
  }

  onResponse(head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
    this.#jar?.store(fieldValues(head.fields, 'set-cookie'), this.#cookieScope(), Date.now());
    const hop = this.#transport.followsRedirects && this.#hops < maxHops ? redirect(head, this.#visit()) : null;
    if (hop === null) {
      if (complete) this.#finishResponse();
      this.#sink.onResponse(head, chunk, complete);
      return;
    }
    this.#next = hop;
    this.#skipped = 0;
    this.#skip(chunk, complete);
  }

  onResponseData(chunk: Buffer | null, complete: boolean): void {
    if (this.#next !== null) {
      this.#skip(chunk, complete);
      return;
    }
    if (complete) this.#finishResponse();
    this.#sink.onResponseData(chunk, complete);
  }

  onRequestDrain(): void {
    this.#sink.onRequestDrain();
  }

  /** The forwarder repeats from the beginning what began with a safe method; after a hop that may have been another one. */
  onServiceFailure(failure: ServiceFailure): void {
    this.#connection = null;
    if (this.#next !== null) {
      this.#go(this.#next);
      return;
    }
    if (failure.stale && this.#hops > 0 && !this.#repeated && isSafe(this.downstreamMethod)) {
      this.#repeated = true;
      this.connect(true);
      this.#connection!.start(this, null, true);
      return;
    }
    const detail = this.#hops === 0 ? failure.detail : `redirected to ${this.hostHeader}: ${failure.detail}`;
    this.#sink.onServiceFailure({ detail, stale: failure.stale && this.#hops === 0 });
  }

  /** A connection whose request and answer are over may be another request's already. */
  #finishResponse(): void {
    this.#responseDone = true;
    if (this.#requestDone) this.#connection = null;
  }

  #skip(chunk: Buffer | null, complete: boolean): void {
    this.#skipped += chunk?.length ?? 0;
    const hop = this.#next as Hop;
    if (complete && this.#requestDone) this.#connection = null;
    else if (complete || this.#skipped > maxSkipped) {
      this.#connection?.abort();
      this.#connection = null;
    } else return;
    this.#go(hop);
  }

  #go(hop: Hop): void {
    this.#next = null;
    this.#hops++;
    this.#repeated = false;
    this.#fields = fieldsAfter(hop, this.#fields, hop.method !== this.downstreamMethod);
    this.#place = hop.place;
    this.#pool = this.#transport.connect(hop.place);
    this.downstreamMethod = hop.method;
    this.target = hop.target;
    if (hop.otherOrigin) this.hostHeader = authorityOf(hop.place.host, hop.place.port, hop.place.secure);
    this.hasBody = false;
    this.contentLength = -1;
    this.headers = this.#withCookies();
    // What the client still sends goes nowhere; and it must not wait for the service that was left.
    if (!this.#requestDone) {
      this.#requestDone = true;
      this.#sink.onRequestDrain();
    }
    if (this.connect(false)) this.#connection!.start(this, null, true);
  }

  #visit() {
    const hasBody = this.hasBody && this.contentLength !== 0;
    return { place: this.#place, target: this.target, method: this.downstreamMethod, hasBody };
  }

  #cookieScope(): CookieScope {
    const query = this.target.indexOf('?');
    const path = query === -1 ? this.target : this.target.slice(0, query);
    return { host: this.#place.host.toLowerCase(), path, secure: this.#place.secure };
  }

  /** The client's own cookies come first (.NET). */
  #withCookies(): readonly string[] {
    const cookies = this.#jar?.cookiesFor(this.#cookieScope(), Date.now()) ?? null;
    if (cookies === null) return this.#fields;
    const fields = [...this.#fields];
    const own = fields.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'cookie');
    if (own === -1) fields.push('cookie', cookies);
    else fields[own + 1] = `${fields[own + 1]}; ${cookies}`;
    return fields;
  }
}

/** RFC 9110, 9.2.1; a redirect leaves no other safe method than these. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
