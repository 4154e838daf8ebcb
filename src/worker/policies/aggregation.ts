import { Aggregation } from '../aggregate/aggregation.js';
import type { Policy } from '../pipeline.js';

/** Here the way of an aggregate ends: its members are called, each like a request of its own. */
export const aggregation: Policy = {
  name: 'aggregation',
  link({ members }) {
    if (members === null) return null;
    return (exchange) => {
      exchange.aggregation = new Aggregation(exchange);
      exchange.aggregation.start();
      return false;
    };
  },
};
