import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { becomes } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { expectNoErrors, expectOneLineEach } from '../support/redis-changes.js';
import { type Sentinel, startSentinel } from '../support/redis-sentinel.js';
import { routeTo } from '../support/service.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startVersionedService, type VersionedService, versionsOf } from '../support/versioned-service.js';

let service: VersionedService;
let master: RedisServer;
let replica: RedisServer;
let side: Redis;
let sentinel: Sentinel;
let gateway: RunningGateway;

beforeEach(async () => {
  service = await startVersionedService();
  // A replica that comes is served at once.
  master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
  replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
  side = new Redis(replica.url);
  await until('the replica is in step', async () => /master_link_status:up/.test(await side.info('replication')));
  sentinel = await startSentinel(master.port, 1);
  const route = (name: string, more: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, ...more });
  const Routes = [
    route('many', { RateLimitOptions: { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] } }),
    route('few', { RateLimitOptions: { Limit: 3, Period: '1h' } }),
    route('items', { CacheOptions: { TtlSeconds: 600, Region: 'items' } }),
  ];
  // Busy machines: what is tested here is not how fast Redis answers.
  const Backplane = { Type: 'redis', Sentinels: [sentinel.address], CommandTimeout: '1s', ClearTimeout: '10s' };
  gateway = await startGateway({ config: { Routes, Gateway: { Backplane, Workers: 2 } } });
}, 90_000);

afterEach(async () => {
  await gateway?.stop();
  side?.disconnect();
  await sentinel?.stop();
  master?.thaw();
  await Promise.all([replica?.stop(), master?.stop()]);
  await service?.close();
});

async function ask(client: string): Promise<number> {
  const answer = await fetch(`${gateway.url}/few`, { headers: { connection: 'close', 'Oc-Client': client } });
  await answer.arrayBuffer();
  return answer.status;
}

async function clear(): Promise<{ status: number; acknowledged: number; missing: readonly object[] }> {
  const answer = await fetch(`http://127.0.0.1:${gateway.adminPort}/outputcache/items`, { method: 'DELETE' });
  return { status: answer.status, ...((await answer.json()) as { acknowledged: number; missing: object[] }) };
}

/** What the master has counted so far is known to the replica. */
async function replicated(): Promise<void> {
  const client = new Redis(master.url);
  expect(await client.wait(1, 10_000)).toBe(1);
  client.disconnect();
}

const bothCount = (): Promise<unknown> =>
  until('both workers count in one Redis', async () => {
    const client = randomUUID();
    const statuses = await Promise.all(Array.from({ length: 16 }, () => ask(client)));
    return statuses.filter((status) => status === 200).length === 3;
  });

describe.each([
  ['killed', () => master.kill()],
  ['frozen', () => master.freeze()],
] as const)('the master is %s', (_, begin) => {
  it('requests go on, and limits and clears work with the replica that was promoted', async () => {
    const pids = await gateway.pids();
    const from = gateway.lines().length;
    const client = randomUUID();
    for (const status of [200, 200, 200, 429]) expect(await ask(client)).toBe(status);
    await versionsOf(gateway.port, '/items');
    await replicated();
    const traffic = startTraffic([gateway], '/many');
    await traffic.more(50);
    await begin();
    await becomes(gateway, '200 degraded');
    await traffic.more(50);
    await becomes(gateway, '200 ok', 40_000);
    await traffic.more(50);
    expect(Object.keys(statusesOf(await traffic.stop()))).toEqual(['200']);

    await bothCount();
    expect(await ask(client)).toBe(429);
    service.version += 1;
    expect(await clear()).toMatchObject({ status: 200, acknowledged: 2, missing: [] });
    expect(new Set(await versionsOf(gateway.port, '/items'))).toEqual(new Set([2]));
    // A master that comes back is not gone back to.
    master.thaw();
    await bothCount();
    expect(await ask(client)).toBe(429);
    await expectOneLineEach(gateway, from, 'Redis is away');
    expect(await gateway.pids()).toEqual(pids);
    expectNoErrors(gateway);
  }, 90_000);
});
