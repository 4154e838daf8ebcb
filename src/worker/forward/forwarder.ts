import type { Exchange } from '../exchange.js';
import { reply } from '../server/reply.js';
import { hostHeader } from './host-header.js';
import type { ResponseHead } from './response-head.js';
import type { ServiceConnection, ServiceFailure } from './sink.js';

/** Takes an exchange with a route and a target to a destination, and its answer to the reply. */

/**
 * 1. choose the destination, 2. complete the request, 3. start the clock, 4. get a connection, now or later.
 */
export function forward(exchange: Exchange): void {
  const route = exchange.route!;
  const destination = route.service.choose();
  if (destination === null) {
    exchange.fail('noDestination', `${route.plan.name} has no destination`);
    return;
  }
  const endpoint = destination.endpoint(route.secure ?? exchange.secure);
  exchange.endpoint = endpoint;
  exchange.downstreamMethod = route.method ?? exchange.method;
  exchange.hostHeader = route.hostHeader === null ? endpoint.authority : hostHeader(route.hostHeader, exchange);
  route.deadlines.add(exchange);
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

export function answer(exchange: Exchange, head: ResponseHead, chunk: Buffer | null, complete: boolean): void {
  exchange.deadlineQueue?.remove(exchange);
  if (complete) exchange.responseComplete();
  exchange.answered = true;
  exchange.status = head.status;
  reply(exchange, head, chunk, complete);
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
  exchange.fail('connection', `${exchange.endpoint!.authority}: ${failure.detail}`);
}

/** RFC 9110, 9.2.1. */
function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE';
}
