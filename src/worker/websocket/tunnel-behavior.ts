import type { WebSocketsPlan } from '../../shared/snapshot.js';
import type { WebSocketBehavior } from '../server/uws.js';
import { whenOpen } from './accept.js';
import type { TunnelData } from './tunnel.js';

/** uWebSockets.js reads it as a signed 32-bit number. */
const largest = 2 ** 31 - 1;
const leastHeadroom = 4 * 1024 * 1024;

/**
 * What `app.ws()` needs besides `upgrade`. It is fixed while the app lives, so every limit a reload may change is the
 * tunnel's own; uWebSockets.js' limits are off, or out of the way.
 *
 * Over its own size limit uWebSockets.js cuts the connection without a close frame. Its limit is therefore above the
 * plan's, by as much again and 4 MB at least: up to there a client that sends too much is told so (1009).
 */
export function tunnelBehavior(plan: WebSocketsPlan): WebSocketBehavior<TunnelData> {
  return {
    maxPayloadLength: Math.min(plan.maxMessage + Math.max(plan.maxMessage, leastHeadroom), largest),
    // 0 is no limit: beyond a limit messages would be dropped.
    maxBackpressure: 0,
    closeOnBackpressureLimit: false,
    idleTimeout: 0,
    maxLifetime: 0,
    sendPingsAutomatically: false,
    open: whenOpen,
    message: (socket, message, isBinary) => socket.getUserData().tunnel.onClientMessage(message, isBinary),
    ping: (socket, data) => socket.getUserData().tunnel.onClientPing(data),
    pong: (socket, data) => socket.getUserData().tunnel.onClientPong(data),
    drain: (socket) => socket.getUserData().tunnel.onClientDrain(),
    close: (socket, code, reason) => socket.getUserData().tunnel.onClientClose(code, Buffer.from(reason).toString()),
  };
}
