import type { ChannelServer } from '../../src/primary/backplane/channel-server.js';
import type { Peer } from '../../src/shared/backplane/channel/peer.js';
import { connectPrimary } from '../../src/worker/backplane/primary-channel.js';
import { type LocalRateLimits, RemoteRateLimits } from '../../src/worker/backplane/remote-rate-limits.js';

export interface RemoteLimits {
  readonly peer: Peer;
  readonly store: RemoteRateLimits;
}

export interface RemoteLimitsOptions {
  readonly local?: LocalRateLimits | null;
  readonly hasPeers?: boolean;
  readonly now?: () => number;
  /** What a recall waits for. */
  readonly beforeRecall?: () => Promise<void>;
}

/** The limits of a worker, which the primary counts. */
export async function remoteLimits(server: ChannelServer, options: RemoteLimitsOptions = {}): Promise<RemoteLimits> {
  const { local = null, hasPeers = true, now = Date.now, beforeRecall = async () => {} } = options;
  let store: RemoteRateLimits | null = null;
  const peer = await connectPrimary(server.path, 10_000, {
    request: (_, [key, until]) => beforeRecall().then(() => store!.recall(key as string, until as number)),
    message: () => {},
    closed: () => {},
  });
  store = new RemoteRateLimits(peer, local, hasPeers, now);
  return { peer, store };
}
