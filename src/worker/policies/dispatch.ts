import { connectTunnel } from '../forward/connect-tunnel.js';
import { forward } from '../forward/forwarder.js';
import type { Policy } from '../pipeline.js';

/** The last step: sends the request on its way. */
export const dispatch: Policy = {
  name: 'dispatch',
  link() {
    return (exchange) => {
      const { deadlines, resilience } = exchange.route!;
      if (exchange.upgrade === null) deadlines.add(exchange);
      if (resilience !== null) resilience.call(exchange);
      else if (exchange.upgrade !== null) connectTunnel(exchange, exchange.upgrade);
      else forward(exchange);
      return false;
    };
  },
};
