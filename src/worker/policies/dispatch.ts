import { connectTunnel } from '../forward/connect-tunnel.js';
import { forward } from '../forward/forwarder.js';
import type { Policy } from '../pipeline.js';

/** The last step: sends the request on its way. */
export const dispatch: Policy = {
  name: 'dispatch',
  link() {
    return (exchange) => {
      if (exchange.upgrade !== null) connectTunnel(exchange, exchange.upgrade);
      else {
        exchange.route!.deadlines.add(exchange);
        forward(exchange);
      }
      return false;
    };
  },
};
