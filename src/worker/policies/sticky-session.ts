import type { StickySessions } from '../balance/sticky-sessions.js';
import type { AnswerPolicy } from '../pipeline.js';

/** Binds sessions to the destination that answered. Source: Ocelot, load balancing, CookieStickySessions. */
export const stickySession: AnswerPolicy = {
  name: 'stickySession',
  link({ service }, { state, extensions }) {
    if (service.balancer.type !== 'CookieStickySessions') return null;
    const balancer = state.balancers.get(service.balancer, extensions) as StickySessions;
    return (exchange, head) => balancer.onAnswer(exchange, head.fields);
  },
};
