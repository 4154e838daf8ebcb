import type { Exchange } from '../exchange.js';

/**
 * Tells a client that its connection ends with this answer (RFC 9112, 9.6). When the client asked for it, uWebSockets.js
 * closes by itself but does not say so; when the worker drains, it is told with `end(body, true)`.
 *
 * @returns whether `end` must close the connection
 */
export function announceClose(exchange: Exchange): boolean {
  if (!exchange.closeAfter) return exchange.gateway.draining;
  exchange.response.writeHeader('Connection', 'close');
  return false;
}
