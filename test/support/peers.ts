import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Peer, type PeerHandler, type PeerOptions } from '../../src/shared/backplane/channel/peer.js';

export interface Pair {
  readonly left: Peer;
  readonly right: Peer;
  /** The sockets below, to disturb them. */
  readonly sockets: readonly [left: Socket, right: Socket];
  close(): Promise<void>;
}

const nothing: PeerHandler = { request: () => null, message: () => {}, closed: () => {} };

/** Two peers joined by a real unix socket. */
export async function joinedPeers(
  handler: Partial<PeerHandler>,
  options: Partial<PeerOptions> = {},
  leftHandler: Partial<PeerHandler> = {},
): Promise<Pair> {
  const folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  const server = createServer().listen(join(folder, 'socket'));
  await once(server, 'listening');
  const leftSocket = createConnection(join(folder, 'socket'));
  const [rightSocket] = (await once(server, 'connection')) as [Socket];
  const complete = { timeout: 5_000, mostInFlight: 100, ...options };
  const left = new Peer(leftSocket, { ...nothing, ...leftHandler }, complete);
  const right = new Peer(rightSocket, { ...nothing, ...handler }, complete);
  return {
    left,
    right,
    sockets: [leftSocket, rightSocket],
    close: async () => {
      left.close();
      right.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
