import type { CachePlan } from '../../shared/policies/cache.js';
import type { RoutePlan } from '../../shared/snapshot.js';
import type { Exchange } from '../exchange.js';
import type { ResponseHead } from '../forward/response-head.js';
import type { AnswerCache } from './answer-cache.js';
import type { Keeping } from './fill.js';
import type { OwnKey } from './own-key.js';
import { RouteCache } from './route-cache.js';
import { isStorable } from './storable.js';

/**
 * Any method, and every answer for the same time, whatever it says of caching but `Vary`. Source: Ocelot, caching, flow;
 * beyond it, errors and `Set-Cookie` are not kept.
 */
export class OcelotCache extends RouteCache {
  readonly #ownKey: OwnKey | null;

  constructor(route: RoutePlan, plan: CachePlan, cache: AnswerCache, ownKey: OwnKey | null) {
    super(route, plan, cache);
    this.#ownKey = ownKey;
  }

  keeping(head: ResponseHead): Keeping | null {
    const { statuses, ttl } = this.plan;
    return isStorable(head, statuses, this.cache.limits.maxEntryBytes) ? { duration: ttl, freshness: null } : null;
  }

  urlOf(): null {
    return null;
  }

  protected override keyOf(exchange: Exchange, method: string): string | null {
    if (this.#ownKey === null) return super.keyOf(exchange, method);
    const own = this.#ownKey(exchange);
    return own === null ? null : this.withPrefix(own);
  }

  protected serve(exchange: Exchange, key: string): boolean {
    const entry = this.cache.find(this.region, key, exchange);
    if (entry === null) return false;
    exchange.upload?.end(true);
    exchange.deliver(entry.head, entry.answer.body, true);
    return true;
  }
}
