import type { HttpRequest, us_socket_context_t } from './uws.js';

/** What a WebSocket handshake has beyond a request (RFC 6455, 4.2.1). */
export interface Upgrade {
  readonly key: string;
  /** Offered sub-protocols, in the client's order. */
  readonly protocols: readonly string[];
  readonly context: us_socket_context_t;
}

/** The handshake in this request; `null` when it is an ordinary one. uWebSockets.js has only looked at the length of the key. */
export function readUpgrade(request: HttpRequest, context: us_socket_context_t): Upgrade | null {
  if (request.getHeader('upgrade').toLowerCase() !== 'websocket') return null;
  if (!tokens(request.getHeader('connection').toLowerCase()).includes('upgrade')) return null;
  if (request.getHeader('sec-websocket-version') !== '13') return null;
  const key = request.getHeader('sec-websocket-key');
  if (!/^[A-Za-z0-9+/]{22}==$/.test(key)) return null;
  return { key, protocols: tokens(request.getHeader('sec-websocket-protocol')), context };
}

function tokens(list: string): string[] {
  return list
    .split(',')
    .map((token) => token.trim())
    .filter((token) => token !== '');
}
