import type { Balancer } from './balancer.js';

/** Always the first destination (Ocelot: NoLoadBalancer). */
export const first: Balancer = {
  choose: (_exchange, { destinations }) => destinations[0] ?? null,
};
