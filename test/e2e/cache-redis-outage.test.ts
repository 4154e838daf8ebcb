import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { askAll } from '../support/limited-requests.js';
import { becomes } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { expectNoErrors, expectOneLineEach, expectOneLinePerChange, saidBy } from '../support/redis-changes.js';
import { routeTo } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { startVersionedService, type VersionedService, versionsOf } from '../support/versioned-service.js';
import { expectFewToWait, expectMostNotToWait, since } from '../support/waits.js';

const WORKERS = 2;
const CONNECTIONS = 8;
/** `CommandTimeout` for a busy machine, ms. */
const TIMEOUT = 300;

let service: VersionedService;
let redis: RedisServer;
/** Of cached answers alone. */
let cache: RedisServer;
let proxy: TcpProxy;
let gateway: RunningGateway;

beforeAll(async () => {
  service = await startVersionedService();
  [redis, cache] = await Promise.all([startRedis(), startRedis()]);
  proxy = await startTcpProxy(cache.port);
  const CacheOptions = { TtlSeconds: 600, Region: 'items' };
  const Routes = [
    routeTo(service.port, { CacheOptions }),
    routeTo(service.port, { UpstreamPathTemplate: '/few', RateLimitOptions: { Limit: 5, Period: '1h' } }),
    routeTo(service.port, { UpstreamPathTemplate: '/free' }),
  ];
  const Backplane = {
    Type: 'redis',
    Url: redis.url,
    CacheUrl: `redis://127.0.0.1:${proxy.port}`,
    CommandTimeout: `${TIMEOUT}ms`,
    ClearTimeout: '10s',
  };
  gateway = await startGateway({ config: { Routes, Gateway: { Backplane, Workers: WORKERS } } });
});

afterEach(async () => {
  Object.assign(service, { status: 200 });
  expectNoErrors(gateway);
});

afterAll(async () => {
  cache?.thaw();
  await gateway?.stop();
  await proxy?.close();
  await Promise.all([redis?.stop(), cache?.stop()]);
  await service?.close();
});

/** A path that nobody has asked for. */
const newPath = (): string => `/items/${randomUUID()}`;

/** What was said since line `from` of the log, and of which Redis. */
const told = (from: number): Set<unknown> =>
  new Set(
    gateway
      .lines()
      .slice(from)
      .filter(({ msg }) => msg.startsWith('Redis is'))
      .map((line) => line.redis),
  );

/** While the Redis of cached answers is cut off. Both changes are told, once by each process. */
async function meanwhile(what: () => Promise<void>): Promise<void> {
  const from = gateway.lines().length;
  proxy.cut(true);
  try {
    await until('all know', () => saidBy(gateway, from).size === 1 + WORKERS);
    await what();
  } finally {
    proxy.cut(false);
  }
  await expectOneLineEach(gateway, from, 'Redis is away');
  expect(told(from)).toEqual(new Set([`127.0.0.1:${proxy.port}`]));
}

async function clear(): Promise<{ status: number; acknowledged: number }> {
  const answer = await fetch(`http://127.0.0.1:${gateway.adminPort}/outputcache/items`, { method: 'DELETE' });
  return { status: answer.status, ...((await answer.json()) as { acknowledged: number }) };
}

it('what workers have in memory goes on being served, and what is new is kept there', async () => {
  const [known, later] = [newPath(), newPath()];
  await versionsOf(gateway.port, known);
  await meanwhile(async () => {
    const { calls } = service;
    await versionsOf(gateway.port, known);
    expect(service.calls).toBe(calls);
    await versionsOf(gateway.port, later);
    expect(service.calls - calls).toBeGreaterThan(0);
    expect(service.calls - calls).toBeLessThanOrEqual(WORKERS);
  });
});

it('the host is degraded meanwhile, and says why', async () => {
  await meanwhile(async () => {
    await becomes(gateway, '200 degraded');
    const { reasons } = (await gateway.status()) as unknown as { reasons: string[] };
    for (const reason of reasons) expect(reason).toMatch(/^The Redis of cached answers is away: /);
  });
  await becomes(gateway, '200 ok');
});

it('limits stay exact', async () => {
  await meanwhile(async () => {
    expect(await askAll(gateway, '/few', randomUUID())).toEqual({ 200: 5, 429: 55 });
  });
});

it('a clear stays exact, also when what was cleared is found again', async () => {
  const path = newPath();
  const before = service.version;
  expect(new Set(await versionsOf(gateway.port, path))).toEqual(new Set([before]));
  await meanwhile(async () => {
    service.version += 1;
    expect(await clear()).toMatchObject({ status: 200, acknowledged: WORKERS });
    expect(new Set(await versionsOf(gateway.port, path))).toEqual(new Set([before + 1]));
  });
  expect(new Set(await versionsOf(gateway.port, path))).toEqual(new Set([before + 1]));
});

it('answers are shared again when it is back', async () => {
  await meanwhile(async () => {});
  const client = new Redis(cache.url);
  const entries = async () => (await client.keys('margay:cache:*:e:*')).length;
  const before = await entries();
  await versionsOf(gateway.port, newPath(), 1);
  await until('it is there', async () => (await entries()) > before);
  client.disconnect();
});

it('few requests wait for a frozen one, and for no longer than CommandTimeout', async () => {
  // Is not kept: each request looks into Redis.
  service.status = 404;
  const asking = Array.from({ length: CONNECTIONS }, () => startTraffic([gateway], newPath(), 1));
  // What a busy machine does to requests that ask nobody.
  const free = startTraffic([gateway], '/free', CONNECTIONS);
  const from = gateway.lines().length;
  const more = (count: number) => Promise.all(asking.map((each) => each.more(count)));
  await more(10);
  const began = performance.now();
  cache.freeze();
  try {
    await more(100);
    const asked = since(
      began,
      asking.flatMap(({ shots }) => shots),
    );
    expectFewToWait(asked, CONNECTIONS + 3 * WORKERS, since(began, free.shots), TIMEOUT);
    expectMostNotToWait(asked, since(began, free.shots), TIMEOUT);
    expect(await askAll(gateway, '/few', randomUUID())).toEqual({ 404: 5, 429: 55 });
  } finally {
    cache.thaw();
  }
  await more(20);
  await expectOneLinePerChange(gateway, from);
  const all = await Promise.all([free, ...asking].map((each) => each.stop()));
  expect(Object.keys(statusesOf(all.flat()))).toEqual(['404']);
});
