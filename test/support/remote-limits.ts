import type { ChannelServer } from '../../src/primary/backplane/channel-server.js';
import type { Peer } from '../../src/shared/backplane/channel/peer.js';
import { connectPrimary } from '../../src/worker/backplane/primary-channel.js';
import { RemoteRateLimits } from '../../src/worker/backplane/remote-rate-limits.js';

export interface RemoteLimits {
  readonly peer: Peer;
  readonly store: RemoteRateLimits;
}

/** The limits of a worker, which the primary counts. @param beforeRecall what a recall waits for */
export async function remoteLimits(
  server: ChannelServer,
  local: ConstructorParameters<typeof RemoteRateLimits>[1] = null,
  now: () => number = Date.now,
  beforeRecall: () => Promise<void> = async () => {},
): Promise<RemoteLimits> {
  let store: RemoteRateLimits | null = null;
  const peer = await connectPrimary(server.path, 10_000, {
    request: (_, [key, until]) => beforeRecall().then(() => store!.recall(key as string, until as number)),
    message: () => {},
    closed: () => {},
  });
  store = new RemoteRateLimits(peer, local, now);
  return { peer, store };
}
