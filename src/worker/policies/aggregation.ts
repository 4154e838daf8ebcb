import { AggregateRuntime } from '../aggregate/aggregate-runtime.js';
import { Aggregation } from '../aggregate/aggregation.js';
import type { Policy } from '../pipeline.js';

/** Here the way of an aggregate ends: its members are called, each like a request of its own. */
export const aggregation: Policy = {
  name: 'aggregation',
  link({ aggregation: plan }, context) {
    if (plan === null) return null;
    const runtime = new AggregateRuntime(plan, context);
    return (exchange) => {
      exchange.aggregation = new Aggregation(exchange, runtime);
      exchange.aggregation.start();
      return false;
    };
  },
};
