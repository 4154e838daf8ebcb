import type { Policy } from '../pipeline.js';

/** Claims made of other claims. Source: Ocelot, claims transformation. */
export const claimsToClaims: Policy = {
  name: 'claims-to-claims',
  link: () => null,
};
