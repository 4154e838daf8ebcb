import type { Policy } from '../pipeline.js';

/** A route with an option that restricts access and does not work yet serves nobody, instead of everybody. */
export const inactiveOptions: Policy = {
  name: 'inactive-options',
  link(plan) {
    if (plan.blockedBy.length === 0) return null;
    const detail = `${plan.source} uses ${plan.blockedBy.join(', ')}, not active yet`;
    return (exchange) => {
      exchange.fail('inactiveOption', detail);
      return false;
    };
  },
};
