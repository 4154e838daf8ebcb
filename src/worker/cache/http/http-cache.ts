import type { Exchange } from '../../exchange.js';
import { ResponseHead } from '../../forward/response-head.js';
import { clientUrl } from '../cache-key.js';
import type { Entry } from '../entry.js';
import type { Fill, Keeping } from '../fill.js';
import { Flight } from '../flight.js';
import { RouteCache } from '../route-cache.js';
import { isStorable } from '../storable.js';
import { cacheStatus } from './cache-status.js';
import { type Condition, conditionOf, holds } from './condition.js';
import { type Directives, requestDirectives } from './directives.js';
import { notModifiedFields, plusLine } from './fields.js';
import { type Freshness, freshness, usefulFor } from './freshness.js';
import { MarkedFill } from './marked-fill.js';
import { Passage } from './passage.js';
import { Refresh } from './refresh.js';
import { Revalidation } from './revalidation.js';
import { mayBeUsed, mayBeUsedMeanwhile } from './use.js';

/** A shared cache by the rules of HTTP (RFC 9111): answers to GET, for as long as they say. */
export class HttpCache extends RouteCache {
  /** Used up before the next one: one serves all. */
  readonly #head = new ResponseHead();

  keeping(head: ResponseHead, exchange: Exchange): Keeping | null {
    const { plan, cache } = this;
    if (exchange.downstreamMethod !== 'GET' || !isStorable(head, plan.statuses, cache.limits.maxEntryBytes))
      return null;
    const of = freshness(head, exchange.header('authorization') !== null, plan.ttl, Date.now());
    return of === null ? null : { duration: usefulFor(of), freshness: of };
  }

  urlOf(exchange: Exchange): string {
    return clientUrl(exchange);
  }

  override step(exchange: Exchange): boolean {
    const method = exchange.route!.method ?? exchange.method;
    exchange.downstreamMethod = method;
    if (method === 'OPTIONS' || method === 'TRACE') return this.#pass(exchange, 'method', null);
    if (method !== 'GET' && method !== 'HEAD') return this.#pass(exchange, 'method', clientUrl(exchange));
    const isPart = exchange.hasBody || exchange.header('range') !== null;
    if (isPart || wantsOf(exchange)?.noStore === true) return this.#pass(exchange, 'bypass', null);
    return this.answer(exchange, this.keyOf(exchange, 'GET')!);
  }

  protected override answer(exchange: Exchange, key: string): boolean {
    if (exchange.downstreamMethod === 'GET') return super.answer(exchange, key);
    return !this.serve(exchange, key) && this.#pass(exchange, 'miss', null);
  }

  protected override mayWait(exchange: Exchange): boolean {
    const wants = wantsOf(exchange);
    return wants?.noCache !== true && wants?.maxAge !== 0 && super.mayWait(exchange);
  }

  protected serve(exchange: Exchange, key: string): boolean {
    const entry = this.cache.find(this.region, key, exchange);
    const wants = wantsOf(exchange);
    const of = entry?.answer.freshness ?? null;
    if (entry !== null && of !== null) {
      const left = this.left(entry);
      const isFresh = mayBeUsed(of, left, wants);
      if (isFresh || (wants === null && mayBeUsedMeanwhile(of, left) && !of.alwaysChecked)) {
        // Before the exchange ends: the call begins with what is in it.
        if (!isFresh) this.#refresh(exchange, key);
        this.give(exchange, entry, conditionOf(exchange), `hit; ttl=${Math.floor(left / 1_000)}`);
        return true;
      }
    }
    if (wants?.onlyIfCached !== true) return false;
    exchange.fail('notCached', 'only-if-cached, and there is no such answer');
    return true;
  }

  protected override fill(exchange: Exchange, key: string, flight: Flight | null): Fill {
    const entry = this.cache.find(this.region, key, exchange);
    const of = entry?.answer.freshness ?? null;
    if (entry === null || of === null) return new MarkedFill(this, key, exchange, flight, 'miss');
    const why = this.left(entry) > 0 && !of.alwaysChecked ? 'request' : 'stale';
    return new Revalidation(this, key, exchange, flight, why, entry, of);
  }

  /** Milliseconds for which the entry is still fresh; negative: since when it is stale. */
  left(entry: Entry): number {
    return entry.answer.freshness!.lifetime - this.#age(entry, entry.answer.freshness!);
  }

  /** Ends an exchange with an entry, or with 304 when the client has it. */
  give(exchange: Exchange, entry: Entry, condition: Condition | null, how: string): void {
    const { answer } = entry;
    const of = answer.freshness!;
    const has = condition !== null && answer.status === 200 && holds(condition, of);
    const head = this.#head;
    const age = `Age: ${Math.floor(this.#age(entry, of) / 1_000)}\r\n${cacheStatus(how)}`;
    head.status = has ? 304 : answer.status;
    head.statusLine = has ? '304 Not Modified' : answer.statusLine;
    head.fields = plusLine(has ? notModifiedFields(answer.fields) : answer.fields, age);
    head.text = has ? null : entry.head.text;
    head.contentLength = has ? -1 : answer.contentLength;
    exchange.deliver(head, has || exchange.method === 'HEAD' ? null : answer.body, true);
  }

  #age(entry: Entry, of: Freshness): number {
    return of.age + Math.max(this.cache.now - entry.storedAt, 0);
  }

  #pass(exchange: Exchange, why: string, changes: string | null): boolean {
    exchange.tap = new Passage(why, this.cache, changes);
    return true;
  }

  /** One at a time: a call that is under way brings the new answer, too. */
  #refresh(exchange: Exchange, key: string): void {
    const { flights } = this.cache;
    if (flights.has(key)) return;
    const refresh = new Refresh(exchange);
    refresh.downstreamMethod = 'GET';
    refresh.tap = this.fill(refresh, key, new Flight(key, this.urlOf(exchange), flights));
    refresh.proceed();
  }
}

function wantsOf(exchange: Exchange): Directives | null {
  return requestDirectives((name) => exchange.header(name));
}
