import { afterAll, beforeAll } from 'vitest';
import { ChannelServer } from '../../../src/primary/backplane/channel-server.js';
import type { Peer } from '../../../src/shared/backplane/channel/peer.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { MemoryRateLimits } from '../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { connectPrimary } from '../../../src/worker/backplane/primary-channel.js';
import { RemoteCounters } from '../../../src/worker/backplane/remote-counters.js';
import { RemoteRateLimits } from '../../../src/worker/backplane/remote-rate-limits.js';
import { counterStoreContract } from '../../shared/backplane/counter-store-contract.js';
import { rateLimitContract } from '../../support/rate-limit-contract.js';

const now = (): number => performance.now();

async function startChannel(rateLimits = new MemoryRateLimits()): Promise<ChannelServer> {
  const server = new ChannelServer(
    { rateLimits, counters: new MemoryCounters(now) },
    { joined: () => {}, left: () => {}, message: () => {}, request: () => undefined },
  );
  await server.start();
  return server;
}

function connect(server: ChannelServer): Promise<Peer> {
  return connectPrimary(server.path, 10_000, { request: () => null, message: () => {}, closed: () => {} });
}

rateLimitContract('the primary, through its channel', async () => {
  let passed = 0;
  const server = await startChannel(new MemoryRateLimits(1_000, () => Date.now() + passed));
  const peer = await connect(server);
  return {
    store: new RemoteRateLimits(peer, null),
    pass: (milliseconds) => {
      passed += milliseconds;
    },
    close: () => {
      peer.close();
      server.close();
    },
  };
});

let server: ChannelServer;
let peers: Peer[];

beforeAll(async () => {
  server = await startChannel();
  peers = await Promise.all([0, 1, 2].map(() => connect(server)));
});

afterAll(() => {
  for (const peer of peers) peer.close();
  server.close();
});

counterStoreContract('the primary, through its channel', () => {
  const [store, ...others] = peers.map((peer) => new RemoteCounters(peer, new MemoryCounters(now)));
  return { store: store!, others };
});
