import type { Policy } from '../pipeline.js';

/** Chooses where the request goes. Source: Ocelot, load balancing. */
export const destination: Policy = {
  name: 'destination',
  link({ name }) {
    return (exchange) => {
      const route = exchange.route!;
      const chosen = route.service.choose();
      if (chosen === null) {
        exchange.fail('noDestination', `${name} has no destination`);
        return false;
      }
      exchange.endpoint = chosen.endpoint(route.secure ?? exchange.secure);
      return true;
    };
  },
};
