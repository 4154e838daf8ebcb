import type { HttpResponse, us_socket_context_t, WebSocket } from '../server/uws.js';
import type { Field } from './contract.js';
import type { Tunnel, TunnelData } from './tunnel.js';

/** The client that was accepted just now. An array: V8 would take notes of what a property holds. */
const opened: [WebSocket<TunnelData> | null] = [null];

/** What uWebSockets.js calls with a client that it has accepted; `accept` takes it from there. */
export const whenOpen: (socket: WebSocket<TunnelData>) => void = Reflect.set.bind(Reflect, opened, 0);

/**
 * Answers 101 with these fields and hands the client's leg to the tunnel.
 *
 * At the end of a cork with an upgrade in it, uWebSockets.js reads whether to close the connection from the memory of
 * the response, which is free by then (fixed upstream in 2026). If something else has got that memory, the new session
 * ends at once. So nothing may ask for memory in between, and no JavaScript runs there: V8 takes some when it compiles a
 * function, and when it installs optimized code, for which any function may be the occasion. Cork calls `upgrade` itself,
 * and that calls `Reflect.set`, which is C++ (`push` is not). Without a cork every piece of the answer would be a packet.
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
  tunnel.onClientOpen(opened[0] as WebSocket<TunnelData>);
  opened[0] = null;
}

/** uWebSockets.js writes strings as UTF-8; a field's bytes must go out as they came in. */
function wire(value: string): string | Buffer {
  return /[^\x00-\x7f]/.test(value) ? Buffer.from(value, 'latin1') : value;
}
