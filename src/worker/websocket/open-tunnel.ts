import type { WebSocketsPlan } from '../../shared/snapshot.js';
import type { HttpResponse, us_socket_context_t } from '../server/uws.js';
import { accept } from './accept.js';
import { connectService } from './connect-service.js';
import type { Handshake, TunnelEvents } from './contract.js';
import { Tunnel } from './tunnel.js';

/**
 * Connects to the service, then accepts the client with the sub-protocol that the service chose, or none. The fields of
 * the service's 101 (`Set-Cookie` and others) go on the client's.
 *
 * The caller has set `res.onAborted` and calls `abort()` from it; it answers on `failed` and `refused`. No event comes
 * before this returns.
 */
export function openTunnel(
  res: HttpResponse,
  context: us_socket_context_t,
  handshake: Handshake,
  plan: WebSocketsPlan,
  events: TunnelEvents,
): Tunnel {
  const tunnel = new Tunnel(plan, events);
  const giveUp = connectService(handshake, plan, {
    connected(service, protocol, fields) {
      tunnel.connected(service);
      accept(res, context, handshake.key, protocol, handshake.answerFields(fields), tunnel);
      events.opened();
    },
    refused(status, reason, headers, body) {
      tunnel.unconnected();
      events.refused(status, reason, headers, body);
    },
    failed(failure, detail) {
      tunnel.unconnected();
      events.failed(failure, detail);
    },
  });
  tunnel.connecting(giveUp);
  return tunnel;
}
