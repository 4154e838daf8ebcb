import type { Policy } from '../pipeline.js';

/** Scopes and claims that the user must have. Source: Ocelot, authorization. */
export const authorization: Policy = {
  name: 'authorization',
  link: () => null,
};
