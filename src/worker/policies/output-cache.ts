import { HttpCache } from '../cache/http/http-cache.js';
import { OcelotCache } from '../cache/ocelot-cache.js';
import { ownKey } from '../cache/own-key.js';
import type { Policy } from '../pipeline.js';

/** Answers from memory what was asked before. A WebSocket has no answer to keep. Source: Ocelot, caching. */
export const outputCache: Policy = {
  name: 'output-cache',
  link(plan, { state: { cache }, extensions }) {
    if (plan.cache === null) return null;
    const route =
      plan.cache.mode === 'http'
        ? new HttpCache(plan, plan.cache, cache)
        : new OcelotCache(plan, plan.cache, cache, ownKey(plan, extensions));
    return (exchange) => exchange.upgrade !== null || route.step(exchange);
  },
};
