import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type ConfigObject, type RunningGateway, startGateway } from '../support/gateway.js';
import { askAll } from '../support/limited-requests.js';
import { becomes } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { expectNoErrors } from '../support/redis-changes.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';

const WORKERS = 2;

let service: Service;
let redis: RedisServer;
let proxy: TcpProxy;
let gateway: RunningGateway;

function config(version: string): ConfigObject {
  const route = (name: string, more: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, ...more });
  const Routes = [
    route('many', { RateLimitOptions: { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] } }),
    route('few', { RateLimitOptions: { Limit: 5, Period: '1h' } }),
    route('cached', { CacheOptions: { TtlSeconds: 600, Region: 'r' } }),
    route(version, {}),
  ];
  // Long enough for a busy machine: Redis is away when a test takes it away.
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${proxy.port}`, CommandTimeout: '1s' };
  return { Routes, Gateway: { Backplane, Workers: WORKERS } };
}

beforeAll(async () => {
  service = await startService((_, response) => void response.end('ok'));
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  gateway = await startGateway({ config: config('first') });
});

afterAll(async () => {
  redis?.thaw();
  await gateway?.stop();
  await proxy?.close();
  await redis?.stop();
  await service?.close();
});

const statusOf = async (path: string): Promise<number> => {
  const answer = await fetch(gateway.url + path, { headers: { connection: 'close' } });
  await answer.arrayBuffer();
  return answer.status;
};

const countTogether = (): Promise<unknown> =>
  until('all workers count in Redis', async () => (await askAll(gateway, '/few', randomUUID(), 20))[200] === 5);

describe.each([
  ['cut off', () => proxy.cut(true), () => proxy.cut(false)],
  ['frozen', () => redis.freeze(), () => redis.thaw()],
] as const)('Redis is %s', (name, begin, end) => {
  it('workers are replaced and configurations are taken, no request fails, and all count together afterwards', async () => {
    await becomes(gateway, '200 ok');
    const before = await gateway.pids();
    const from = gateway.lines().length;
    const traffic = [startTraffic([gateway], '/many'), startTraffic([gateway], '/cached')];
    await traffic[0]!.more(50);
    begin();
    try {
      await becomes(gateway, '200 degraded');
      gateway.signal('SIGHUP');
      await until('the restart is done', () =>
        gateway
          .lines()
          .slice(from)
          .some(({ msg }) => msg === 'rolling restart done'),
      );
      const path = `/${name.replace(' ', '-')}`;
      writeFileSync(gateway.configFile, JSON.stringify(config(path.slice(1))));
      await until('the configuration is taken', async () => (await statusOf(path)) === 200);
      await Promise.all(traffic.map((each) => each.more(50)));
      // Each worker by itself.
      expect(await askAll(gateway, '/few', randomUUID())).toEqual({ 200: WORKERS * 5, 429: 60 - WORKERS * 5 });
    } finally {
      end();
    }
    await becomes(gateway, '200 ok');
    await countTogether();
    const shots = await Promise.all(traffic.map((each) => each.stop()));
    expect(Object.keys(statusesOf(shots.flat()))).toEqual(['200']);
    const after = await gateway.pids();
    expect(after).toHaveLength(WORKERS);
    expect(after.some((pid) => before.includes(pid))).toBe(false);
    expectNoErrors(gateway);
  }, 60_000);
});
