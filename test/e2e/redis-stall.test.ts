import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { becomes, readiness } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { areBack, expectNoErrors, expectOneLinePerChange } from '../support/redis-changes.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { expectFewToWait, expectMostNotToWait, since } from '../support/waits.js';

const CONNECTIONS = 8;
const WORKERS = 2;

let service: Service;
let redis: RedisServer;
let proxy: TcpProxy;
let gateway: RunningGateway;

beforeAll(async () => {
  service = await startService((_, response) => void response.end('ok'));
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  const route = (name: string, more: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, ...more });
  const Routes = [
    route('limited', { RateLimitOptions: { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] } }),
    route('free', {}),
  ];
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${proxy.port}` };
  gateway = await startGateway({ config: { Routes, Gateway: { Backplane, Workers: WORKERS } } });
});

afterAll(async () => {
  redis?.thaw();
  await gateway?.stop();
  await proxy?.close();
  await redis?.stop();
  await service?.close();
});

interface RedisStatus {
  readonly redis: { readonly condition: string; readonly reason: string | null };
}

const redisOf = async (): Promise<RedisStatus['redis']> => ((await gateway.status()) as unknown as RedisStatus).redis;

const remaining = async (): Promise<number> => {
  const answer = await fetch(`${gateway.url}/limited`, { headers: { connection: 'close' } });
  return Number(answer.headers.get('x-ratelimit-remaining'));
};

describe.each([
  ['frozen', () => redis.freeze(), () => redis.thaw()],
  ['behind a network that takes 200 ms each way', () => proxy.delay(200), () => proxy.delay(0)],
] as const)('Redis is %s, with the default CommandTimeout', (_, begin, end) => {
  it('few requests wait, and for no longer than that; then none does, and nothing has to be restarted', async () => {
    await becomes(gateway, '200 ok');
    await areBack(gateway, 0);
    const pids = await gateway.pids();
    const from = gateway.lines().length;
    const limited = startTraffic([gateway], '/limited', CONNECTIONS);
    // What a busy machine does to requests that ask nobody.
    const free = startTraffic([gateway], '/free', CONNECTIONS);
    await limited.more(50);
    const began = performance.now();
    begin();
    try {
      await until('the primary knows', async () => (await redisOf()).condition === 'away');
      const known = performance.now();
      expect((await redisOf()).reason).toEqual(expect.any(String));
      expect(await readiness(gateway)).toBe('200 degraded');
      await limited.more(500);
      // One request of each connection may be on its way, and three of a worker find out.
      expectFewToWait(since(began, limited.shots), CONNECTIONS + 3 * WORKERS, since(began, free.shots));
      expectMostNotToWait(since(known, limited.shots), since(known, free.shots));
    } finally {
      end();
    }
    await becomes(gateway, '200 ok');
    await expectOneLinePerChange(gateway, from);
    expect(await redisOf()).toMatchObject({ condition: 'available', reason: null });
    const all = [...(await limited.stop()), ...(await free.stop())];
    expect(Object.keys(statusesOf(all))).toEqual(['200']);
    await until('every worker counts in Redis', async () => {
      const first = await remaining();
      for (let i = 1; i <= 16; i++) if ((await remaining()) !== first - i) return false;
      return true;
    });
    expect(await gateway.pids()).toEqual(pids);
    expectNoErrors(gateway);
  }, 60_000);
});
