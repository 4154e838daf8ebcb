import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChannelServer, type ChannelWorker } from '../../../src/primary/backplane/channel-server.js';
import { HostRateLimits } from '../../../src/primary/backplane/host-rate-limits.js';
import type { Peer } from '../../../src/shared/backplane/channel/peer.js';
import type { RateLimitRule } from '../../../src/shared/backplane/rate-limit-rule.js';
import { MemoryRateLimits } from '../../../src/shared/backplane/rate-limits/memory-rate-limits.js';
import { connectPrimary } from '../../../src/worker/backplane/primary-channel.js';
import { RemoteCounters } from '../../../src/worker/backplane/remote-counters.js';
import { RemoteRateLimits } from '../../../src/worker/backplane/remote-rate-limits.js';
import { remoteLimits } from '../../support/remote-limits.js';
import { until } from '../../support/until.js';
import { PlainCounters } from './plain-counters.js';

const window: RateLimitRule = { algorithm: 'FixedWindow', limit: 3, period: 1_000, wait: 0, leased: false };
const concurrency: RateLimitRule = { ...window, algorithm: 'Concurrency', limit: 2 };

let counters: PlainCounters;
let server: ChannelServer;
let peers: Peer[];
const left: ChannelWorker[] = [];

beforeEach(async () => {
  counters = new PlainCounters();
  left.length = 0;
  server = new ChannelServer(
    { rateLimits: new HostRateLimits(() => server.workers.size), counters },
    { joined: () => {}, left: (worker) => left.push(worker), message: () => {}, request: () => undefined },
    5_000,
  );
  await server.start();
  peers = [await connect(), await connect()];
});

afterEach(async () => {
  for (const peer of peers) peer.close();
  server.close();
});

function connect(): Promise<Peer> {
  return connectPrimary(server.path, 5_000, { request: () => null, message: () => {}, closed: () => {} });
}

const held = async (store: RemoteRateLimits): Promise<number> => {
  const decision = await store.take({ ...concurrency, limit: 100 }, 'client');
  if (decision?.allowed === true) store.release(concurrency, 'client');
  return 99 - decision!.remaining;
};

describe('limits in the primary', () => {
  it('are one for all workers', async () => {
    const stores = [(await remoteLimits(server)).store, (await remoteLimits(server)).store];
    const decisions = await Promise.all([0, 1, 0, 1].map((at) => stores[at]!.take(window, 'client')));
    expect(decisions.filter((decision) => decision?.allowed)).toHaveLength(3);
    expect(await stores[0]!.take(window, 'client')).toMatchObject({ allowed: false, remaining: 0 });
    expect(await stores[0]!.take(window, 'other')).toMatchObject({ allowed: true, remaining: 2 });
  });

  it('give back the requests in flight of a worker that is gone', async () => {
    const [first, second] = peers.map((peer) => new RemoteRateLimits(peer, null, true));
    await first!.take(concurrency, 'client');
    await first!.take(concurrency, 'client');
    expect(await second!.take(concurrency, 'client')).toMatchObject({ allowed: false });
    first!.release(concurrency, 'client');
    await until('it is given back', async () => (await held(second!)) === 1);
    peers[0]!.close();
    await until('all are given back', async () => (await held(second!)) === 0);
    expect(left.map(({ pid }) => pid)).toEqual([process.pid]);
  });

  it('do not end a request twice', async () => {
    const store = new RemoteRateLimits(peers[0]!, null, true);
    const other = new RemoteRateLimits(peers[1]!, null, true);
    await other.take(concurrency, 'client');
    await store.take(concurrency, 'client');
    store.release(concurrency, 'client');
    store.release(concurrency, 'client');
    expect(await held(store)).toBe(1);
  });

  it('are decided by the worker while the primary is away, and ended where they were decided', async () => {
    const local = new MemoryRateLimits();
    const store = new RemoteRateLimits(peers[0]!, local, true);
    await store.take(concurrency, 'client');
    server.close();
    await until('it is known', () => !peers[0]!.available);
    expect(await store.take(concurrency, 'client')).toMatchObject({ allowed: true, remaining: 1 });
    store.release(concurrency, 'client');
    store.release(concurrency, 'client');
    expect(local.take(concurrency, 'client')).toMatchObject({ allowed: true, remaining: 1 });
  });

  it('are not decided while the primary is away when nothing stands in', async () => {
    server.close();
    await until('it is known', () => !peers[0]!.available);
    expect(await new RemoteRateLimits(peers[0]!, null, true).take(window, 'client')).toBeNull();
  });
});

describe('counters in the primary', () => {
  it('take turns over all workers', async () => {
    const stores = peers.map((peer) => new RemoteCounters(peer, new PlainCounters()));
    const turns = await Promise.all([0, 1, 0, 1].map((at) => stores[at]!.next('service')));
    expect([...turns].sort()).toEqual([0, 1, 2, 3]);
  });

  it('count calls in flight over all workers, and give back those of one that is gone', async () => {
    const [first, second] = peers.map((peer) => new RemoteCounters(peer, new PlainCounters()));
    expect(await first!.acquire('service', ['a', 'b'])).toBe(0);
    expect(await second!.acquire('service', ['a', 'b'])).toBe(1);
    second!.release('service', 'b');
    await until('it is given back', () => counters.calls.get('b') === 0);
    peers[0]!.close();
    await until('all are given back', () => counters.calls.get('a') === 0);
  });

  it('bind sessions for all workers', async () => {
    const [first, second] = peers.map((peer) => new RemoteCounters(peer, new PlainCounters()));
    expect(await first!.session('s', ['a', 'b'], 1_000)).toBe(-1);
    expect(await first!.bind('s', ['a', 'b'], 1, 1_000)).toBe(1);
    expect(await second!.bind('s', ['a', 'b'], 0, 1_000)).toBe(1);
    expect(await second!.session('s', ['a', 'b'], 1_000)).toBe(1);
  });

  it("are the worker's own while the primary is away", async () => {
    const local = new PlainCounters();
    const store = new RemoteCounters(peers[0]!, local);
    server.close();
    await until('it is known', () => !peers[0]!.available);
    expect([await store.next('service'), await store.next('service')]).toEqual([0, 1]);
    expect(await store.acquire('service', ['a'])).toBe(0);
    store.release('service', 'a');
    expect(local.calls.get('a')).toBe(0);
  });
});

it('keeps its socket in a folder of this user alone, and takes it away', async () => {
  const folder = dirname(server.path);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  server.close();
  expect(existsSync(folder)).toBe(false);
});
