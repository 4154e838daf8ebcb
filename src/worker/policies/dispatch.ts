import type { Exchange } from '../exchange.js';
import { HandlerRun } from '../extensions/handlers/handler-run.js';
import { connectTunnel } from '../forward/connect-tunnel.js';
import { forward } from '../forward/forwarder.js';
import type { Policy } from '../pipeline.js';

/** The last step: sends the request on its way. */
export const dispatch: Policy = {
  name: 'dispatch',
  link({ delegatingHandlers }, { extensions }) {
    if (delegatingHandlers === null) return send;
    const handlers = delegatingHandlers.map((name) => {
      const handler = extensions.handlers.get(name);
      if (handler === undefined) throw new Error(`no extension has the delegating handler ${name}`);
      return handler;
    });
    return (exchange) => {
      if (exchange.upgrade !== null) return send(exchange);
      exchange.route!.deadlines.add(exchange);
      new HandlerRun(exchange, handlers).run();
      return false;
    };
  },
};

/** One for all routes without handlers. */
function send(exchange: Exchange): boolean {
  const { deadlines, resilience } = exchange.route!;
  if (exchange.upgrade === null) deadlines.add(exchange);
  if (resilience !== null) resilience.call(exchange);
  else if (exchange.upgrade !== null) connectTunnel(exchange, exchange.upgrade);
  else forward(exchange);
  return false;
}
