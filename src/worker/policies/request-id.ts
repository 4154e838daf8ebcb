import { randomUUID } from 'node:crypto';
import type { Policy } from '../pipeline.js';

/** The id of a request: the client's or a new one, for the service under the route's key, else the global one. Source: Ocelot, request id. */
export const requestId: Policy = {
  name: 'request-id',
  link({ requestId: plan }) {
    if (plan === null) return null;
    const { routeKey, globalKey } = plan;
    const key = (routeKey ?? globalKey)!;
    const otherKey = globalKey === key ? null : globalKey;
    return (exchange) => {
      const own = exchange.header(key);
      if (own !== null) {
        exchange.requestId = own;
        return true;
      }
      const id = (otherKey === null ? null : exchange.header(otherKey)) ?? randomUUID();
      exchange.requestId = id;
      exchange.headers.push(key, id);
      return true;
    };
  },
};
