import { failures } from '../../shared/errors.js';
import { Exchange } from '../exchange.js';
import type { Gateway } from '../gateway.js';
import { tunnelBehavior } from '../websocket/tunnel-behavior.js';
import { refuse } from './refuse.js';
import { readRequest } from './request-reader.js';
import { readUpgrade, type Upgrade } from './upgrade.js';
import { Upload } from './upload.js';
import type { HttpRequest, HttpResponse, TemplatedApp } from './uws.js';

/** Where requests come in: gives every request of an app to the gateway, as an exchange whose head was read. */
export function attachFront(app: TemplatedApp, gateway: Gateway, secure: boolean): void {
  app.ws('/*', {
    ...tunnelBehavior(gateway.runtime.settings.webSockets),
    upgrade: (response, request, context) => receive(gateway, response, request, secure, readUpgrade(request, context)),
  });
  app.any('/*', (response, request) => receive(gateway, response, request, secure, null));
}

function receive(
  gateway: Gateway,
  response: HttpResponse,
  request: HttpRequest,
  secure: boolean,
  upgrade: Upgrade | null,
): void {
  const exchange = new Exchange(gateway, response, secure);
  const refusal = readRequest(request, exchange, gateway.limits.urlBytes);
  if (refusal !== null) {
    refuse(exchange, failures[refusal].status, true, null);
    return;
  }
  exchange.upgrade = upgrade;
  if (exchange.hasBody && exchange.contentLength !== 0) {
    exchange.upload = new Upload(exchange, gateway.limits, gateway.watchdog, gateway.clock.now);
  }
  // uWebSockets.js corks a request while it hands it over, and wants to know what an abort means only if it is not answered.
  exchange.isCorked = true;
  gateway.begin(exchange);
  exchange.isCorked = false;
  if (!exchange.settled) response.onAborted(() => exchange.onAborted());
}
