import type { Policy } from '../pipeline.js';

/** Who calls: the first scheme of the route that accepts the request. Source: Ocelot, authentication. */
export const authentication: Policy = {
  name: 'authentication',
  link: () => null,
};
