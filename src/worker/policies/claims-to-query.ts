import type { Policy } from '../pipeline.js';

/** Query parameters made of claims. Source: Ocelot, claims transformation. */
export const claimsToQuery: Policy = {
  name: 'claims-to-query',
  link: () => null,
};
