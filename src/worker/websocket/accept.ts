import type { HttpResponse, us_socket_context_t, WebSocket } from '../server/uws.js';
import type { Field } from './contract.js';
import type { Tunnel, TunnelData } from './tunnel.js';

const opened: WebSocket<TunnelData>[] = [];

/** What uWebSockets.js calls with a client that it has accepted; `accept` takes it from there. */
export const whenOpen: (socket: WebSocket<TunnelData>) => void = opened.push.bind(opened);

/**
 * Answers 101 with these fields and hands the client's leg to the tunnel.
 *
 * At the end of a cork with an upgrade in it, uWebSockets.js reads whether to close the connection from the memory of
 * the response, which is free by then (fixed upstream in 2026). If something else has got that memory, the new session
 * ends at once. JavaScript that runs in between takes memory whenever V8 compiles or optimizes it, so none does: cork
 * calls `upgrade` itself, and `upgrade` calls `push`. Without a cork, every piece of the answer would be a packet.
 */
export function accept(
  res: HttpResponse,
  context: us_socket_context_t,
  key: string,
  protocol: string,
  fields: readonly Field[],
  tunnel: Tunnel,
): void {
  if (fields.length > 0) {
    res.cork(() => {
      // Without it the first field would write "200 OK".
      res.writeStatus('101 Switching Protocols');
      for (const [name, value] of fields) res.writeHeader(name, wire(value));
    });
  }
  const data: TunnelData = { tunnel };
  res.cork(res.upgrade.bind(res, data, key, protocol, '', context));
  tunnel.onClientOpen(opened.pop() as WebSocket<TunnelData>);
}

/** uWebSockets.js writes strings as UTF-8; a field's bytes must go out as they came in. */
function wire(value: string): string | Buffer {
  return /[^\x00-\x7f]/.test(value) ? Buffer.from(value, 'latin1') : value;
}
