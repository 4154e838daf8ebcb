import type { WebSocketsPlan } from '../../shared/snapshot.js';
import type { HttpResponse, us_socket_context_t } from '../server/uws.js';
import { connectService } from './connect-service.js';
import type { Field, Handshake, TunnelEvents } from './contract.js';
import { Tunnel, type TunnelData } from './tunnel.js';

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
      accept(res, context, handshake.key, protocol, handshake.answerFields(fields), { tunnel });
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

function accept(
  res: HttpResponse,
  context: us_socket_context_t,
  key: string,
  protocol: string,
  fields: readonly Field[],
  data: TunnelData,
): void {
  res.cork(() => {
    // Without it the first field would write "200 OK".
    res.writeStatus('101 Switching Protocols');
    for (const [name, value] of fields) res.writeHeader(name, wire(value));
    res.upgrade(data, key, protocol, '', context);
  });
}

/** uWebSockets.js writes strings as UTF-8; a field's bytes must go out as they came in. */
function wire(value: string): string | Buffer {
  return /[^\x00-\x7f]/.test(value) ? Buffer.from(value, 'latin1') : value;
}
