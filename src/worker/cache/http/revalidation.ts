import { type FailureName, failures } from '../../../shared/errors.js';
import type { Exchange } from '../../exchange.js';
import { ResponseHead } from '../../forward/response-head.js';
import type { Entry } from '../entry.js';
import type { Flight } from '../flight.js';
import { ask, type Condition, conditionOf } from './condition.js';
import { freshened } from './fields.js';
import type { Freshness } from './freshness.js';
import type { HttpCache } from './http-cache.js';
import { MarkedFill } from './marked-fill.js';
import { mayBeUsedOnError } from './use.js';

/**
 * A call although there is an answer: the service is asked whether it still holds (RFC 9111, 4.3). When it says so, or when
 * it fails and the answer allows that, the kept one goes out.
 */
export class Revalidation extends MarkedFill {
  readonly #http: HttpCache;
  readonly #entry: Entry;
  readonly #freshness: Freshness;
  /** What the client has; the service is asked about what the cache has. */
  readonly #condition: Condition | null;
  readonly #asks: boolean;
  readonly #why: string;

  constructor(
    route: HttpCache,
    key: string,
    exchange: Exchange,
    flight: Flight | null,
    why: string,
    entry: Entry,
    freshness: Freshness,
  ) {
    super(route, key, exchange, flight, why);
    this.#http = route;
    this.#entry = entry;
    this.#freshness = freshness;
    this.#why = why;
    this.#condition = conditionOf(exchange);
    this.#asks = freshness.etag !== null || freshness.lastModified !== null;
    if (this.#asks) ask(exchange, freshness);
  }

  override begin(head: ResponseHead): boolean {
    if (this.#asks && head.status === 304) {
      this.#freshen(head);
      return false;
    }
    if (head.status >= 500 && head.status <= 504 && this.#useStale(`fwd-status=${head.status}`)) return false;
    return super.begin(head);
  }

  override onFailure(failure: FailureName): boolean {
    return failures[failure].side === 'service' && !this.begun && this.#useStale('detail=unreachable');
  }

  #freshen({ fields: news }: ResponseHead): void {
    const { exchange, key, era, route } = this;
    const { answer } = this.#entry;
    const head = new ResponseHead();
    head.status = answer.status;
    head.contentLength = answer.contentLength;
    head.fields = freshened(answer.fields, news);
    const keeping = route.keeping(head, exchange);
    let entry = this.#entry;
    if (keeping === null) route.cache.forget(entry);
    else {
      const now = Date.now();
      const next = { ...answer, fields: head.fields, storedAt: now, expiresAt: now + keeping.duration };
      entry = route.cache.keep(route.region, era, key, { ...next, freshness: keeping.freshness }, exchange);
    }
    this.release(keeping !== null);
    this.#give(entry, 'fwd-status=304');
  }

  /** In place of what the service may still have to say. */
  #give(entry: Entry, detail: string): void {
    this.exchange.abandon(true);
    this.#http.give(this.exchange, entry, this.#condition, `fwd=${this.#why}; ${detail}`);
  }

  #useStale(detail: string): boolean {
    if (!mayBeUsedOnError(this.#freshness, this.#http.left(this.#entry))) return false;
    this.release(false);
    this.#give(this.#entry, detail);
    return true;
  }
}
