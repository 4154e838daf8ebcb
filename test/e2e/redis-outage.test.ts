import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barrage, type Shot, statusesOf } from '../support/barrage.js';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { becomes, readiness } from '../support/readiness.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { areBack, expectNoErrors, expectOneLineEach, saidBy } from '../support/redis-changes.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

let service: Service;
let redis: RedisServer;
let proxy: TcpProxy;
/** Of `OnFailure: "local"`, and of `"reject"`. */
let local: RunningGateway;
let reject: RunningGateway;

function start(redisPort: number, OnFailure: string): Promise<RunningGateway> {
  const route = (name: string, more: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, ...more });
  const Routes = [
    route('shared', {
      RateLimitOptions: { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] },
      LoadBalancerOptions: { Type: 'LeastConnection', Scope: 'cluster' },
    }),
    route('few', { RateLimitOptions: { Limit: 3, Period: '1h' } }),
    route('free', {}),
  ];
  // Long enough for a busy machine: Redis is away when a test takes it away.
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${redisPort}`, CommandTimeout: '1s', OnFailure };
  return startGateway({ config: { Routes, Gateway: { Backplane, Workers: 2 } } });
}

beforeAll(async () => {
  service = await startService((_, response) => void response.end('ok'));
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  [local, reject] = await Promise.all([start(proxy.port, 'local'), start(proxy.port, 'reject')]);
});

afterAll(async () => {
  redis?.thaw();
  await Promise.all([local?.stop(), reject?.stop()]);
  await proxy?.close();
  await redis?.stop();
  await service?.close();
});

async function statusOf({ url }: RunningGateway, path: string, headers = {}): Promise<number> {
  // A connection of its own, for any of the workers.
  const answer = await fetch(url + path, { headers: { connection: 'close', ...headers } });
  await answer.arrayBuffer();
  return answer.status;
}

/** One client after another comes until the workers count together again. */
const countsTogether = (gateway: RunningGateway): Promise<unknown> =>
  until('both workers count in Redis', async () => {
    const headers = { 'Oc-Client': randomUUID() };
    const statuses = await Promise.all(Array.from({ length: 16 }, () => statusOf(gateway, '/few', headers)));
    const times = (status: number): number => statuses.filter((one) => one === status).length;
    return times(200) === 3 && times(429) === 13;
  });

interface Outage {
  readonly name: string;
  readonly begin: () => Promise<unknown> | unknown;
  readonly end: () => Promise<unknown> | unknown;
}

const away: Outage[] = [
  {
    name: 'killed, and restarted empty',
    begin: () => redis.kill(),
    end: async () => {
      redis = await startRedis({ port: redis.port });
    },
  },
  { name: 'cut off', begin: () => proxy.cut(true), end: () => proxy.cut(false) },
  { name: 'frozen', begin: () => redis.freeze(), end: () => redis.thaw() },
  { name: 'behind a pulled cable', begin: () => proxy.stall(true), end: () => proxy.stall(false) },
  { name: 'too slow', begin: () => proxy.delay(1_500), end: () => proxy.delay(0) },
];

const full: Outage = {
  name: 'full',
  begin: () => setMaxMemory('1'),
  end: () => setMaxMemory('0'),
};

async function setMaxMemory(bytes: string): Promise<void> {
  const client = new Redis(redis.url);
  await client.config('SET', 'maxmemory', bytes);
  client.disconnect();
}

/** Sends requests until the promise of the outage is over. @returns what they got */
async function during(
  gateway: RunningGateway,
  outage: (shots: () => number) => Promise<void>,
): Promise<readonly Shot[]> {
  let isOver = false;
  let count = 0;
  const goOn = (shots: readonly Shot[]): boolean => {
    count = shots.length;
    return !isOver;
  };
  const traffic = barrage({ urls: [gateway.url], path: '/shared', connections: 8, pause: 10, goOn });
  try {
    await outage(() => count);
  } finally {
    isOver = true;
  }
  return traffic;
}

describe.each([...away, full])('Redis is $name', (outage) => {
  const isFull = outage === full;
  const line = isFull ? 'Redis is full' : 'Redis is away';

  it('requests go on where workers then count by themselves, and nothing has to be restarted', async () => {
    await areBack(local, 0);
    const pids = await local.pids();
    const from = local.lines().length;
    const shots = await during(local, async (count) => {
      await until('requests flow', () => count() > 20);
      await outage.begin();
      try {
        await becomes(local, '200 degraded');
        // Its workers may have been the first to tell.
        await until('the primary has noticed', () => saidBy(local, from).has(local.child.pid!));
        const before = count();
        await until('requests go on', () => count() > before + 50);
      } finally {
        await outage.end();
      }
      await becomes(local, '200 ok');
      await countsTogether(local);
    });
    expect(Object.keys(statusesOf(shots))).toEqual(['200']);
    await expectOneLineEach(local, from, line);
    expect(await local.pids()).toEqual(pids);
    expectNoErrors(local);
  }, 90_000);

  it('requests with a limit are refused with OnFailure "reject", and others are not', async () => {
    await becomes(reject, '200 ok');
    await areBack(reject, 0);
    const pids = await reject.pids();
    const from = reject.lines().length;
    const shots = await during(reject, async (count) => {
      await until('requests flow', () => count() > 20);
      await outage.begin();
      try {
        await becomes(reject, isFull ? '200 degraded' : '503 unavailable');
        await until('the primary has noticed', () => saidBy(reject, from).has(reject.child.pid!));
        for (let i = 0; i < 6; i++) {
          expect(await statusOf(reject, '/few', { 'Oc-Client': randomUUID() })).toBe(503);
          expect(await statusOf(reject, '/free')).toBe(200);
        }
      } finally {
        await outage.end();
      }
      await becomes(reject, '200 ok');
      await countsTogether(reject);
    });
    expect(Object.keys(statusesOf(shots))).toEqual(['200', '503']);
    expect(shots.at(-1)!.status).toBe(200);
    await expectOneLineEach(reject, from, line);
    expect(await reject.pids()).toEqual(pids);
    expectNoErrors(reject);
  }, 90_000);
});

describe('Redis is away at the start', () => {
  it.each([
    ['local', '200 degraded', 200],
    ['reject', '503 unavailable', 503],
  ] as const)(
    'a gateway with OnFailure %s is %s, and counts in Redis when it comes',
    async (onFailure, state, status) => {
      const port = await freePort();
      const gateway = await start(port, onFailure);
      let late: RedisServer | null = null;
      try {
        expect(await readiness(gateway)).toBe(state);
        const pids = await gateway.pids();
        expect(await statusOf(gateway, '/few', { 'Oc-Client': 'a' })).toBe(status);
        expect(await statusOf(gateway, '/free')).toBe(200);
        late = await startRedis({ port });
        await becomes(gateway, '200 ok');
        await countsTogether(gateway);
        await expectOneLineEach(gateway, 0, 'Redis is away');
        expect(saidBy(gateway, 0).size).toBe(3);
        expect(await gateway.pids()).toEqual(pids);
        expectNoErrors(gateway);
      } finally {
        await gateway.stop();
        await late?.stop();
      }
    },
    60_000,
  );
});
