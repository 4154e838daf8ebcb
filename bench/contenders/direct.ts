import type { Contender } from './contender.js';

/** No gateway: what load and backend can do by themselves. */
export const direct: Contender = {
  name: 'direct',
  missing: () => null,
  plays: ({ policies }) => policies.length === 0,
  onePath: false,
  launch: null,
};
