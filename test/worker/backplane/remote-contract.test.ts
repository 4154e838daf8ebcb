import { afterAll, beforeAll } from 'vitest';
import { ChannelServer } from '../../../src/primary/backplane/channel-server.js';
import { HostRateLimits } from '../../../src/primary/backplane/host-rate-limits.js';
import type { Peer } from '../../../src/shared/backplane/channel/peer.js';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { connectPrimary } from '../../../src/worker/backplane/primary-channel.js';
import { RemoteCounters } from '../../../src/worker/backplane/remote-counters.js';
import { counterStoreContract } from '../../shared/backplane/counter-store-contract.js';
import { rateLimitContract } from '../../support/rate-limit-contract.js';
import { remoteLimits } from '../../support/remote-limits.js';

const now = (): number => performance.now();

async function startChannel(clock: () => number = Date.now): Promise<ChannelServer> {
  const server: ChannelServer = new ChannelServer(
    { rateLimits: new HostRateLimits(() => server.workers.size, clock), counters: new MemoryCounters(now) },
    { joined: () => {}, left: () => {}, message: () => {}, request: () => undefined },
    10_000,
  );
  await server.start();
  return server;
}

function connect(server: ChannelServer): Promise<Peer> {
  return connectPrimary(server.path, 10_000, { request: () => null, message: () => {}, closed: () => {} });
}

rateLimitContract('the primary, through its channel', async () => {
  let passed = 0;
  const clock = () => Date.now() + passed;
  const server = await startChannel(clock);
  const { peer, store } = await remoteLimits(server, { now: clock });
  return {
    store,
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
