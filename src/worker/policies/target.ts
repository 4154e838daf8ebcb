import type { Exchange } from '../exchange.js';
import type { Policy } from '../pipeline.js';

/** Builds the path and query for the service. */
export const target: Policy = {
  name: 'target',
  link: () => step,
};

/** One for all routes. */
function step(exchange: Exchange): boolean {
  const { match, route, overrides } = exchange;
  const url = route!.target.build(match!, exchange, overrides);
  if (url === null) {
    exchange.fail('badRequest', 'a value would change the path of the service');
    return false;
  }
  exchange.target = url;
  return true;
}
