import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { type Hammer, startHammer } from '../support/hammer.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { routeTo } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';
import { startVersionedService, type VersionedService, versionsOf } from '../support/versioned-service.js';

const paths = Array.from({ length: 12 }, (_, index) => `/items/${index}`);

let service: VersionedService;
const gateways: RunningGateway[] = [];
const hammers: Hammer[] = [];
let redis: RedisServer | null = null;
let proxy: TcpProxy | null = null;

beforeEach(async () => {
  service = await startVersionedService();
});

afterEach(async () => {
  await Promise.all(hammers.splice(0).map((hammer) => hammer.stop()));
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await proxy?.close();
  await redis?.stop();
  await service.close();
  redis = null;
  proxy = null;
});

async function host(url: string | null, options: object = {}, backplane: object = {}): Promise<RunningGateway> {
  // Busy machines: what is tested here is not how fast Redis answers.
  const timeouts = { CommandTimeout: '2s', ClearTimeout: '10s', ...backplane };
  const Backplane = url === null ? timeouts : { ...timeouts, Type: 'redis', Url: url };
  const CacheOptions = { TtlSeconds: 600, Region: 'items', ...options };
  const config = { Routes: [routeTo(service.port, { CacheOptions })], Gateway: { Backplane, Workers: 2 } };
  const gateway = await startGateway({ config });
  gateways.push(gateway);
  return gateway;
}

async function twoHosts(options: object = {}): Promise<[RunningGateway, RunningGateway]> {
  redis = await startRedis();
  const hosts = await Promise.all([host(redis.url, options), host(redis.url, options)]);
  await until('all know all', async () => (await clear(hosts[0])).acknowledged === 4);
  return hosts;
}

/** The second one reaches Redis over the proxy. Clears are given up soon: it will be cut off. */
function hostAndRemoteHost(url: string, { port }: TcpProxy): Promise<[RunningGateway, RunningGateway]> {
  const soon = { ClearTimeout: '3s' };
  return Promise.all([host(url, {}, soon), host(`redis://127.0.0.1:${port}`, {}, soon)]);
}

interface Cleared {
  readonly status: number;
  readonly acknowledged: number;
  readonly missing: readonly object[];
}

async function clear({ adminPort }: RunningGateway): Promise<Cleared> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/outputcache/items`, { method: 'DELETE' });
  return { ...((await response.json()) as Cleared), status: response.status };
}

function hammer(hosts: readonly RunningGateway[]): Hammer {
  const made = startHammer(
    hosts.map(({ port }) => port),
    paths,
  );
  hammers.push(made);
  return made;
}

/** Until there were so many requests more. */
async function requests(hammering: Hammer, count: number): Promise<void> {
  const wanted = hammering.requests + count;
  await until('requests', () => hammering.requests >= wanted);
}

/** A new version of everything, then a clear: from its answer on nobody may see the version before. */
async function clearWhileHammered(hosts: readonly RunningGateway[], hammering: Hammer, acknowledged: number) {
  for (let round = 0; round < 10; round++) {
    await requests(hammering, 100);
    service.version += 1;
    const { version } = service;
    expect(await clear(hosts[round % hosts.length]!)).toMatchObject({ status: 200, acknowledged, missing: [] });
    hammering.atLeast(version);
  }
  await requests(hammering, 200);
}

describe('after a clear has answered nobody serves what was there before', { timeout: 90_000 }, () => {
  it('on two workers of one host', async () => {
    const gateway = await host(null);
    const hammering = hammer([gateway]);
    await clearWhileHammered([gateway], hammering, 2);
    expect(await hammering.stop()).toEqual([]);
    expect(service.calls).toBeLessThan(hammering.requests / 2);
  });

  it('on four workers of two hosts', async () => {
    const hosts = await twoHosts();
    const hammering = hammer(hosts);
    await clearWhileHammered(hosts, hammering, 4);
    expect(await hammering.stop()).toEqual([]);
    expect(service.calls).toBeLessThan(hammering.requests / 2);
  });

  it('on four workers of two hosts, of which one calls for all', async () => {
    const hosts = await twoHosts({ Coalesce: 'cluster' });
    const hammering = hammer(hosts);
    await clearWhileHammered(hosts, hammering, 4);
    expect(await hammering.stop()).toEqual([]);
    expect(service.calls).toBeLessThan(hammering.requests / 2);
  });

  it('when the answer was on its way', async () => {
    const [a, b] = await twoHosts();
    service.delay = 1_500;
    const early = [versionsOf(a.port, '/items/1', 20), versionsOf(b.port, '/items/1', 20)];
    await until('they are on their way', () => service.calls >= 2);
    service.version += 1;
    expect(await clear(a)).toMatchObject({ status: 200, acknowledged: 4 });
    service.delay = 0;
    expect(new Set(await versionsOf(b.port, '/items/1'))).toEqual(new Set([2]));
    expect(new Set((await Promise.all(early)).flat())).toContain(1);
    const late = await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    expect(new Set(late.flat())).toEqual(new Set([2]));
  });

  it('when Redis comes back empty', async () => {
    const [a, b] = await twoHosts();
    await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    service.version += 1;
    expect(await clear(a)).toMatchObject({ status: 200, acknowledged: 4 });
    const { port } = redis!;
    await redis!.kill();
    redis = await startRedis({ port });
    const seen = async () =>
      (await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')])).flat();
    expect(new Set(await seen())).toEqual(new Set([2]));
    await until('all know all', async () => (await clear(a)).acknowledged === 4);
    expect(new Set(await seen())).toEqual(new Set([2]));
  });

  it('on a host that was cut off meanwhile and is back', async () => {
    redis = await startRedis();
    proxy = await startTcpProxy(redis.port);
    const [a, b] = await hostAndRemoteHost(redis.url, proxy);
    await until('all know all', async () => (await clear(a)).acknowledged === 4);
    await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    proxy.cut(true);
    service.version += 1;
    const { status, missing } = await clear(a);
    expect([status, missing.length]).toEqual([202, 2]);
    proxy.cut(false);
    await until('it is back', async () => (await clear(a)).acknowledged === 4);
    const seen = await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    expect(new Set(seen.flat())).toEqual(new Set([2]));
  });

  it('on a host that comes back and catches up by itself', async () => {
    redis = await startRedis();
    proxy = await startTcpProxy(redis.port);
    const [a, b] = await hostAndRemoteHost(redis.url, proxy);
    await until('all know all', async () => (await clear(a)).acknowledged === 4);
    await versionsOf(b.port, '/items/1');
    proxy.cut(true);
    service.version += 1;
    await until('it does not count any more', async () => (await clear(a)).missing.length === 0);
    expect(new Set(await versionsOf(b.port, '/items/1'))).toEqual(new Set([1]));
    proxy.cut(false);
    await until('it has caught up', async () => !(await versionsOf(b.port, '/items/1')).includes(1));
    expect(new Set(await versionsOf(b.port, '/items/1'))).toEqual(new Set([2]));
  });
});

describe('an answer in Redis', { timeout: 90_000 }, () => {
  it('serves the other host without a call', async () => {
    const [a, b] = await twoHosts();
    await versionsOf(a.port, '/items/1', 1);
    const keys = new Redis(redis!.url);
    await until('it is there', async () => (await keys.keys('margay:cache:*:e:*')).length === 1);
    const [key] = await keys.keys('margay:cache:*:e:*');
    expect(await keys.pttl(key!)).toBeGreaterThan(590_000);
    keys.disconnect();
    service.version += 1;
    expect(new Set(await versionsOf(b.port, '/items/1'))).toEqual(new Set([1]));
    expect(service.calls).toBe(1);
  });

  it('may lie in a Redis of its own, compressed', async () => {
    redis = await startRedis();
    const second = await startRedis();
    try {
      const backplane = { CacheUrl: second.url, CompressAbove: '1KB' };
      const gateway = await host(redis.url, {}, backplane);
      service.padding = 20_000;
      await versionsOf(gateway.port, '/items/1', 1);
      const [main, cache] = [new Redis(redis.url), new Redis(second.url)];
      const [key] = await until('it is there', async () => {
        const found = await cache.keys('margay:cache:*:e:*');
        return found.length === 1 ? found : null;
      });
      expect(await cache.strlen(key!)).toBeLessThan(1_000);
      expect(await main.keys('margay:cache:*')).toEqual([]);
      expect(await clear(gateway)).toMatchObject({ status: 200, acknowledged: 2 });
      await until('it has left Redis', async () => (await cache.exists(key!)) === 0);
      main.disconnect();
      cache.disconnect();
    } finally {
      await second.stop();
    }
  });

  it('is called for once by all workers of all hosts with Coalesce "cluster"', async () => {
    const [a, b] = await twoHosts({ Coalesce: 'cluster' });
    service.delay = 300;
    await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    expect(service.calls).toBe(1);
  });

  it('that is not kept is called for by every worker', async () => {
    const [a, b] = await twoHosts({ Coalesce: 'cluster' });
    Object.assign(service, { delay: 300, status: 404 });
    await Promise.all([versionsOf(a.port, '/items/1'), versionsOf(b.port, '/items/1')]);
    expect(service.calls).toBe(80);
  });

  it('is called for by others when the worker that called is killed', async () => {
    const [a, b] = await twoHosts({ Coalesce: 'cluster' });
    service.delay = 60_000;
    const lost = versionsOf(a.port, '/items/1', 1).catch(() => null);
    await until('it calls', () => service.calls === 1);
    service.delay = 0;
    const waiting = versionsOf(b.port, '/items/1');
    for (const pid of await a.pids()) process.kill(pid, 'SIGKILL');
    expect(new Set(await waiting)).toEqual(new Set([1]));
    expect(service.calls).toBe(2);
    await lost;
  });

  it('is not waited for when Redis goes away', async () => {
    const [a, b] = await twoHosts({ Coalesce: 'cluster' });
    service.delay = 60_000;
    const early = versionsOf(a.port, '/items/1', 1).catch(() => null);
    await until('it calls', () => service.calls === 1);
    service.delay = 0;
    const waiting = versionsOf(b.port, '/items/1');
    await redis!.kill();
    expect(new Set(await waiting)).toEqual(new Set([1]));
    for (const pid of await a.pids()) process.kill(pid, 'SIGKILL');
    await early;
  });
});
