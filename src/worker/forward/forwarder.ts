import type { Exchange } from '../exchange.js';
import type { ServiceConnection, ServiceFailure } from './sink.js';

/** Takes an exchange with a route and a target to a destination, and its answer to the reply. */

/** Completes the request for its endpoint, and gets a connection, now or later. */
export function forward(exchange: Exchange): void {
  exchange.complete();
  const endpoint = exchange.endpoint!;
  const connection = endpoint.pool.acquire(exchange);
  if (connection !== null) {
    send(exchange, connection);
    return;
  }
  exchange.waitingFor = endpoint.pool;
  exchange.upload?.watch();
}

export function send(exchange: Exchange, connection: ServiceConnection): void {
  exchange.connection = connection;
  if (exchange.upload !== null) {
    exchange.upload.attach(connection);
    return;
  }
  connection.start(exchange, exchange.body, true);
}

/**
 * A kept connection that the service closed while the request was on its way says nothing about the request: one that is
 * safe and has no body goes once more, on a connection of its own (RFC 9110, 9.2.2; RFC 9112, 9.3.1).
 */
export function serviceFailed(exchange: Exchange, failure: ServiceFailure): void {
  exchange.connection = null;
  if (failure.stale && !exchange.repeated && exchange.upload === null && isSafe(exchange.downstreamMethod)) {
    exchange.repeated = true;
    send(exchange, exchange.endpoint!.pool.acquireFresh(exchange));
    return;
  }
  const detail = `${exchange.endpoint!.authority}: ${failure.detail}`;
  if (exchange.guard?.onFailure('connection', detail) === true) return;
  exchange.fail('connection', detail);
}

/** RFC 9110, 9.2.1. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE';
}
