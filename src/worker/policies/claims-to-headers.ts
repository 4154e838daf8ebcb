import type { Policy } from '../pipeline.js';

/** Request headers made of claims. Source: Ocelot, claims transformation. */
export const claimsToHeaders: Policy = {
  name: 'claims-to-headers',
  link: () => null,
};
