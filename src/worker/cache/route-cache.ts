import type { CachePlan } from '../../shared/policies/cache.js';
import type { RoutePlan } from '../../shared/snapshot.js';
import { collectBody } from '../aggregate/collect-body.js';
import type { Exchange } from '../exchange.js';
import type { ResponseHead } from '../forward/response-head.js';
import type { AnswerCache } from './answer-cache.js';
import { cacheKey, keyPrefix, withBody } from './cache-key.js';
import { Fill, type Keeping } from './fill.js';
import { findShared } from './find-shared.js';
import { Flight, type Waiting } from './flight.js';
import type { Region } from './region.js';
import { isConditional } from './storable.js';

/**
 * The output cache as one route uses it. A request takes what is there (`serve`); else it waits for a call that is under
 * way; else it calls, and a `Fill` keeps the answer. Which answers are kept and how they are used is a matter of the mode.
 */
export abstract class RouteCache {
  readonly cache: AnswerCache;
  readonly region: Region;
  readonly plan: CachePlan;
  readonly #prefix: string;

  constructor(route: RoutePlan, plan: CachePlan, cache: AnswerCache) {
    this.cache = cache;
    this.plan = plan;
    this.region = cache.region(plan.region);
    this.#prefix = keyPrefix(route);
  }

  /** How long an answer is to be kept; `null`: it is not. */
  abstract keeping(head: ResponseHead, exchange: Exchange): Keeping | null;

  /** The URL under which a change of what it shows is noticed; `null`: changes are not looked for. */
  abstract urlOf(exchange: Exchange): string | null;

  /** Ends the exchange with what is kept. @returns `false`: nothing fits */
  protected abstract serve(exchange: Exchange, key: string): boolean;

  /**
   * Whether the request may get the answer to another one that is under way, or call for others. Not while its body is on its
   * way: who sends it slowly, or never, must keep nobody else waiting.
   */
  protected mayWait(exchange: Exchange): boolean {
    return this.plan.coalesce !== 'off' && exchange.upload === null && !isConditional(exchange);
  }

  protected fill(exchange: Exchange, key: string, flight: Flight | null): Fill {
    return new Fill(this, key, exchange, flight);
  }

  /** `null`: the exchange has failed. */
  protected keyOf(exchange: Exchange, method: string): string | null {
    return cacheKey(this.#prefix, method, exchange, this.plan.header);
  }

  /** Keys of one route are never those of another. */
  protected withPrefix(key: string): string {
    return this.#prefix + key;
  }

  /** As a step of the pipeline. */
  step(exchange: Exchange): boolean {
    exchange.downstreamMethod = exchange.route!.method ?? exchange.method;
    // A part of an answer is neither kept nor cut out of what is kept.
    if (exchange.header('range') !== null) return true;
    const key = this.keyOf(exchange, exchange.downstreamMethod);
    if (key === null) return false;
    if (!this.plan.hashesBody || (exchange.upload === null && exchange.body === null))
      return this.answer(exchange, key);
    return this.#answerByBody(exchange, key);
  }

  protected answer(exchange: Exchange, key: string): boolean {
    if (this.serve(exchange, key)) return false;
    if (!this.mayWait(exchange)) return this.call(exchange, key, null);
    const flight = this.cache.flights.get(key);
    if (flight === undefined)
      return this.call(exchange, key, new Flight(key, this.urlOf(exchange), this.cache.flights));
    if (!flight.join(this.#waiting(exchange, key))) return this.call(exchange, key, null);
    exchange.route!.deadlines.add(exchange);
    return false;
  }

  /** Prepares a call. @returns `false`: the second level is asked first */
  protected call(exchange: Exchange, key: string, flight: Flight | null): boolean {
    exchange.tap = this.fill(exchange, key, flight);
    if (this.cache.shared === null) return true;
    void this.#askSecondLevel(exchange, key, flight);
    return false;
  }

  #waiting(exchange: Exchange, key: string): Waiting {
    const call = (flight: Flight | null): void => {
      if (this.call(exchange, key, flight)) exchange.proceed();
    };
    return {
      exchange,
      take: () => {
        if (!this.serve(exchange, key)) call(null);
      },
      callAlone: () => call(null),
      lead: call,
    };
  }

  /** Only a body of known and bearable length can be part of a key; another one goes past the cache. */
  #answerByBody(exchange: Exchange, key: string): boolean {
    if (exchange.contentLength === -1 || exchange.contentLength > this.cache.limits.maxEntryBytes) return true;
    if (exchange.body !== null) return this.answer(exchange, withBody(key, exchange.body));
    collectBody(exchange, (body) => {
      exchange.upload?.end(true);
      exchange.upload = null;
      exchange.body = body;
      if (this.answer(exchange, withBody(key, body!))) exchange.proceed();
    });
    return false;
  }

  async #askSecondLevel(exchange: Exchange, key: string, flight: Flight | null): Promise<void> {
    const isFound = await findShared(this, exchange, key, flight);
    if (exchange.settled) return;
    if (isFound) {
      exchange.tap = null;
      if (this.serve(exchange, key)) {
        flight?.land();
        return;
      }
      exchange.tap = this.fill(exchange, key, flight);
    }
    exchange.proceed();
  }
}
