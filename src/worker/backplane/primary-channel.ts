import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { methods } from '../../shared/backplane/channel/methods.js';
import { Peer, type PeerHandler } from '../../shared/backplane/channel/peer.js';

/** Requests of one worker that wait for its primary; more are decided by the worker itself. */
const MOST_IN_FLIGHT = 10_000;

/**
 * Connects a worker to its primary. There is no second connection: the worker drains when its primary is gone.
 *
 * @param path of the unix socket
 * @param timeout ms that a request may wait
 */
export async function connectPrimary(path: string, timeout: number, handler: PeerHandler): Promise<Peer> {
  const socket: Socket = createConnection(path);
  await once(socket, 'connect');
  // The worker lives as long as its server does, not as long as this socket.
  socket.unref();
  const peer = new Peer(socket, handler, { timeout, mostInFlight: MOST_IN_FLIGHT });
  peer.send(methods.hello, [process.pid]);
  return peer;
}
