import type { Lease } from '../balance/lease.js';
import type { Exchange } from '../exchange.js';
import { replyWhole } from '../server/reply-whole.js';
import type { Upgrade } from '../server/upgrade.js';
import type { Field } from '../websocket/contract.js';
import { openTunnel } from '../websocket/open-tunnel.js';
import { handshakeAnswer } from './handshake-answer.js';
import { hostHeader } from './host-header.js';
import { ResponseHead } from './response-head.js';

/** Takes a WebSocket handshake with a route and a target to a destination; the session lives on in the gateway's tunnels. */
export function connectTunnel(exchange: Exchange, upgrade: Upgrade): void {
  const route = exchange.route!;
  const { gateway } = exchange;
  const secure = route.secure ?? exchange.secure;
  const host = exchange.endpoint!.authority;
  const plan = gateway.runtime.settings.webSockets;
  const { acceptAnyCertificate, clientCertificate } = route.service.plan.connections;
  // Both last as long as the session.
  let lease: Lease | null = null;
  let slot: Lease | null = null;
  const tunnel = openTunnel(
    exchange.response,
    upgrade.context,
    {
      url: `${secure ? 'wss' : 'ws'}://${host}${exchange.target}`,
      headers: fieldsForService(exchange.headers),
      host: route.hostHeader === null ? host : hostHeader(route.hostHeader, exchange),
      protocols: upgrade.protocols,
      key: upgrade.key,
      acceptAnyCertificate,
      clientCertificate,
      connectTimeout: plan.connectTimeout,
      answerFields: (fields) => handshakeAnswer(exchange, 101, 'Switching Protocols', fields),
    },
    plan,
    {
      failed: (failure, detail) => {
        exchange.tunnel = null;
        const said = `${host}: ${detail}`;
        if (exchange.guard?.onFailure(failure, said) !== true) exchange.fail(failure, said);
      },
      refused: (status, reason, headers, body) => {
        exchange.tunnel = null;
        if (exchange.guard?.onResponse(headOf(status, headers), true) === false) return;
        replyWhole(exchange, status, reason, handshakeAnswer(exchange, status, reason, headers), body);
      },
      opened: () => {
        exchange.tunnel = null;
        exchange.guard?.onResponse(headOf(101, []), true);
        lease = exchange.lease;
        slot = exchange.slot;
        exchange.lease = null;
        exchange.slot = null;
        gateway.tunnels.add(tunnel);
        exchange.status = 101;
        exchange.finish();
      },
      closed: () => {
        lease?.release();
        slot?.release();
        gateway.tunnels.delete(tunnel);
        gateway.connections.webSocketClosed();
        gateway.checkIdle();
      },
    },
  );
  exchange.tunnel = tunnel;
}

/** The answer to a handshake, for who watches calls. */
function headOf(status: number, fields: readonly Field[]): ResponseHead {
  const head = new ResponseHead();
  head.status = status;
  head.fields = fields.map(([name, value]) => `${name}: ${value}`).join('\r\n');
  return head;
}

/** The WebSocket fields are the two legs' own. */
function fieldsForService(headers: readonly string[]): Field[] {
  const fields: Field[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string;
    if (!name.startsWith('sec-websocket-')) fields.push([name, headers[i + 1] as string]);
  }
  return fields;
}
