import type { Policy } from '../pipeline.js';

/** Placeholders of the downstream path made of claims. Source: Ocelot, claims transformation. */
export const claimsToPath: Policy = {
  name: 'claims-to-path',
  link: () => null,
};
