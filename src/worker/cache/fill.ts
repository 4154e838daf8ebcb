import type { FailureName } from '../../shared/errors.js';
import type { Exchange } from '../exchange.js';
import type { BodyTap } from '../forward/body-tap.js';
import type { ResponseHead } from '../forward/response-head.js';
import type { Flight } from './flight.js';
import type { Freshness } from './http/freshness.js';
import type { Era } from './region.js';
import type { RouteCache } from './route-cache.js';
import { storableFields } from './storable.js';
import { varyOf } from './vary.js';

/** How long an answer is kept, ms, and by which rules it is used until then. */
export interface Keeping {
  readonly duration: number;
  readonly freshness: Freshness | null;
}

interface Kept extends Keeping {
  readonly status: number;
  readonly statusLine: string;
  readonly fields: string;
  readonly contentLength: number;
  readonly vary: readonly string[] | null;
}

/** Keeps the answer of a call on its way to the client, once it is whole. */
export class Fill implements BodyTap {
  protected readonly route: RouteCache;
  protected readonly key: string;
  protected readonly exchange: Exchange;
  protected flight: Flight | null;
  protected readonly era: Era;
  /** The head of the answer has come. */
  protected begun = false;
  #kept: Kept | null = null;
  #pieces: Buffer[] = [];
  #size = 0;

  constructor(route: RouteCache, key: string, exchange: Exchange, flight: Flight | null) {
    this.route = route;
    this.key = key;
    this.exchange = exchange;
    this.flight = flight;
    // Before the request goes out: a clear from now on is a clear of what it brings.
    this.era = route.region.era;
  }

  protected get isKeeping(): boolean {
    return this.#kept !== null;
  }

  /** A slow client must not hold up those who wait for the same answer. */
  get isUrgent(): boolean {
    return this.flight?.isAwaited === true && this.#kept !== null;
  }

  begin(head: ResponseHead): boolean {
    this.begun = true;
    const keeping = this.route.keeping(head, this.exchange);
    const vary = keeping === null ? null : varyOf(head.fields);
    if (keeping === null || vary === '*') {
      this.giveUp();
      return true;
    }
    const { status, statusLine, contentLength } = head;
    this.#kept = { ...keeping, status, statusLine, contentLength, vary, fields: this.fieldsToKeep(head.fields) };
    return true;
  }

  push(chunk: Buffer | null, complete: boolean): void {
    if (this.#kept === null) return;
    if (chunk !== null) {
      const { cache } = this.route;
      this.#size += chunk.length;
      cache.arriving += chunk.length;
      if (this.#size > cache.limits.maxEntryBytes || cache.arriving > cache.limits.maxBytes) {
        this.giveUp();
        return;
      }
      // A copy, and with memory of its own: a piece of a shared block would keep all of it.
      const piece = Buffer.allocUnsafeSlow(chunk.length);
      chunk.copy(piece);
      this.#pieces.push(piece);
    }
    if (complete) this.#keep(this.#kept);
  }

  onFailure(_failure: FailureName): boolean {
    return false;
  }

  end(): void {
    this.#drop();
    const { flight } = this;
    this.flight = null;
    if (flight === null) return;
    // 499: the client went away before there was an answer. An answer that broke off may be whole the next time.
    if (this.begun || this.exchange.status === 499) flight.handOver();
    else flight.scatter();
  }

  protected fieldsToKeep(fields: string): string {
    return storableFields(fields);
  }

  /** Those who wait need not any more: there is an answer for all, or there will be none. */
  protected release(isKept: boolean): void {
    const { flight } = this;
    this.flight = null;
    if (isKept) flight?.land();
    else flight?.scatter();
  }

  protected giveUp(): void {
    this.#drop();
    this.release(false);
  }

  #drop(): void {
    this.route.cache.arriving -= this.#size;
    this.#size = 0;
    this.#kept = null;
    this.#pieces = [];
  }

  #keep(kept: Kept): void {
    const { route, exchange } = this;
    const [first] = this.#pieces;
    const body = this.#pieces.length === 1 ? first! : Buffer.concat(this.#pieces, this.#size);
    const now = Date.now();
    if (this.flight?.isOutdated !== true) {
      route.cache.keep(
        route.region,
        this.era,
        this.key,
        {
          status: kept.status,
          statusLine: kept.statusLine,
          fields: kept.fields,
          contentLength: exchange.downstreamMethod === 'HEAD' ? kept.contentLength : body.length,
          body,
          storedAt: now,
          expiresAt: now + kept.duration,
          vary: kept.vary,
          freshness: kept.freshness,
          url: route.urlOf(exchange),
        },
        exchange,
      );
    }
    this.#drop();
    this.release(true);
  }
}
