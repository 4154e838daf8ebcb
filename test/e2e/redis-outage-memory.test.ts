import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barrage, statusesOf, times } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { heapEnv, heapOf } from '../support/heap.js';
import { becomes } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { expectNoErrors } from '../support/redis-changes.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let service: Service;
let redis: RedisServer;
let proxy: TcpProxy;
let gateway: RunningGateway;

const enough = { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] };
/** Everything that asks Redis. */
const routes = {
  counted: { RateLimitOptions: enough, LoadBalancerOptions: { Type: 'LeastConnection', Scope: 'cluster' } },
  leased: {
    RateLimitOptions: { ...enough, Mode: 'leased' },
    LoadBalancerOptions: { Type: 'CookieStickySessions', Key: 'session' },
  },
  concurrent: {
    RateLimitOptions: { Limit: 1_000, Algorithm: 'Concurrency', PartitionBy: ['route'] },
    LoadBalancerOptions: { Type: 'RoundRobin', Scope: 'cluster' },
  },
  cached: { CacheOptions: { TtlSeconds: 1, Region: 'r', Coalesce: 'cluster' } },
};

beforeAll(async () => {
  service = await startService((_, response) => void response.end('ok'));
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  const Routes = Object.entries(routes).map(([name, more]) =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, ...more }),
  );
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${proxy.port}` };
  gateway = await startGateway({ config: { Routes, Gateway: { Backplane, Workers: 2 } }, env: heapEnv });
});

afterAll(async () => {
  redis?.thaw();
  await gateway?.stop();
  await proxy?.close();
  await redis?.stop();
  await service?.close();
});

async function load(requests: number): Promise<void> {
  const shots = await Promise.all(
    Object.keys(routes).map((name) =>
      barrage({ urls: [gateway.url], path: `/${name}`, connections: 8, goOn: times(requests / 4) }),
    ),
  );
  expect(statusesOf(shots.flat())).toEqual({ 200: requests });
}

/** Bytes of the primary and of each worker. */
async function heaps(): Promise<number[]> {
  const pids = [gateway.child.pid!, ...(await gateway.pids())];
  return Promise.all(pids.map((pid) => heapOf(gateway, pid)));
}

async function remaining(): Promise<number> {
  const answer = await fetch(`${gateway.url}/counted`, { headers: { connection: 'close' } });
  return Number(answer.headers.get('x-ratelimit-remaining'));
}

/** More requests at once than commands would be left if each request of the outage had taken one. */
const allAreCounted = (): Promise<unknown> =>
  until('every request is counted in Redis', async () => {
    const before = await remaining();
    await barrage({ urls: [gateway.url], path: '/counted', connections: 64, goOn: times(640) });
    return (await remaining()) === before - 641;
  });

async function noCallIsLeft(): Promise<unknown> {
  const client = new Redis(redis.url);
  try {
    return await until('Redis knows of no call in flight', async () => (await client.keys('*:calls')).length === 0);
  } finally {
    client.disconnect();
  }
}

describe.each([
  ['cut off', () => proxy.cut(true), () => proxy.cut(false)],
  ['frozen', () => redis.freeze(), () => redis.thaw()],
] as const)('Redis is %s', (_, begin, end) => {
  it('nothing grows with the requests that come meanwhile, and nothing of them is left', async () => {
    await becomes(gateway, '200 ok');
    const underWay = load(8_000);
    begin();
    try {
      await underWay;
      await becomes(gateway, '200 degraded');
      const before = await heaps();
      await load(24_000);
      const after = await heaps();
      // A hundred bytes of each request would be more. A few are what the engine learns.
      for (const [index, bytes] of before.entries()) expect(after[index]! - bytes).toBeLessThan(1_000_000);
    } finally {
      end();
    }
    await becomes(gateway, '200 ok');
    await allAreCounted();
    await noCallIsLeft();
    expectNoErrors(gateway);
  }, 60_000);
});
