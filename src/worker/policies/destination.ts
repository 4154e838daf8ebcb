import { choose } from '../balance/choose.js';
import type { Exchange } from '../exchange.js';
import type { Policy } from '../pipeline.js';

/** Chooses where the request goes. Source: Ocelot, load balancing. */
export const destination: Policy = {
  name: 'destination',
  link: () => step,
};

/** One for all routes. */
function step(exchange: Exchange): boolean {
  return choose(exchange, exchange.route!.service.candidates, proceed);
}

const proceed = (exchange: Exchange): void => exchange.proceed();
