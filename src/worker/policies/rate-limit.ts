import type { Policy } from '../pipeline.js';

/** How much a client may call. Source: Ocelot, rate limiting. */
export const rateLimit: Policy = {
  name: 'rate-limit',
  link: () => null,
};
