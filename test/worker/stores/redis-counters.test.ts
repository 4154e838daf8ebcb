import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import type { RedisLink } from '../../../src/shared/redis/link.js';
import { RedisCounters } from '../../../src/worker/stores/redis-counters.js';
import { counterStoreContract } from '../../shared/backplane/counter-store-contract.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { redisPlan } from '../../support/redis-plan.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
let link: TestLink;
let workers = 0;

beforeAll(async () => {
  redis = await startRedis();
  link = await testLink(redis.url);
});

afterAll(async () => {
  link.close();
  await redis.stop();
});

const made: RedisCounters[] = [];

const worker = (through: RedisLink = link, callTtl?: number): RedisCounters => {
  const store = new RedisCounters(through, `host/${++workers}`, () => performance.now(), callTtl);
  made.push(store);
  return store;
};

afterEach(() => {
  for (const store of made.splice(0)) store.close();
});

counterStoreContract('redis', () => ({ store: worker(), others: [worker(), worker()] }));

/** Calls in flight by candidate, as Redis counts them. */
async function counted(key: string): Promise<Record<string, number>> {
  const start = `margay:balancer:{${key}}:calls:`;
  const keys = await link.client.keys(`${start}*`);
  const counts = await Promise.all(keys.map((one) => link.client.zcard(one)));
  return Object.fromEntries(keys.map((one, i) => [one.slice(start.length), counts[i]!]));
}

describe('a worker that crashes', () => {
  it('does not hold its calls', async () => {
    const [dead, alive] = [worker(link, 300), worker()];
    for (let i = 0; i < 3; i++) await dead.acquire('crash', ['a']);
    dead.close();
    expect(await alive.acquire('crash', ['a', 'b'])).toBe(1);
    await until('the end of its calls', async () => {
      const place = await alive.acquire('crash', ['a', 'b']);
      alive.release('crash', place === 0 ? 'a' : 'b');
      return place === 0;
    });
    await until('the release', async () => (await counted('crash')).a === undefined);
    expect(await counted('crash')).toEqual({ b: 1 });
  });

  it('holds them as long as it lives', async () => {
    const [busy, other] = [worker(link, 400), worker()];
    expect(await busy.acquire('lives', ['a', 'b'])).toBe(0);
    await sleep(1_000);
    expect(await other.acquire('lives', ['a', 'b'])).toBe(1);
  });
});

it('brings back what Redis has lost', async () => {
  const [busy, other] = [worker(link, 600), worker()];
  await busy.acquire('lost', ['a', 'b']);
  await link.client.flushall();
  await until('they are back', async () => (await counted('lost')).a === 1);
  expect(await other.acquire('lost', ['a', 'b'])).toBe(1);
});

it('leaves no counts behind when all calls have ended', async () => {
  const store = worker();
  await store.acquire('clean', ['a', 'b']);
  expect(await link.client.pttl('margay:balancer:{clean}:calls:a')).toBeGreaterThan(0);
  store.release('clean', 'a');
  await until('the release', async () => Object.keys(await counted('clean')).length === 0);
});

describe('with a slow or an interrupted way to Redis', () => {
  let way: TcpProxy;
  let far: RedisConnection;

  const connect = async (commandTimeout: number): Promise<RedisConnection> => {
    far = new RedisConnection(
      redisPlan({ url: `redis://127.0.0.1:${way.port}`, keyPrefix: 'margay', commandTimeout }),
      logLines().log,
    );
    await until('Redis is available', () => far.available);
    return far;
  };

  beforeEach(async () => {
    way = await startTcpProxy(redis.port);
    // Late commands are done, not asked for again.
    await worker().acquire('load', ['a']);
  });

  afterEach(async () => {
    far.close();
    await way.close();
  });

  it('counts a call that begins while those of its worker are renewed', async () => {
    const busy = worker(await connect(5_000), 900);
    await busy.acquire('race', ['a', 'b']);
    way.delay(200);
    const ended = performance.now() + 1_000;
    // Some of them are under way when a renewal is sent.
    while (performance.now() < ended) {
      void busy.acquire('race', ['a', 'b']);
      await sleep(20);
      const { a = 0, b = 0 } = await counted('race');
      expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
    }
  });

  it('sees the end of a call before the next one begins, also in a Redis that knows no script', async () => {
    const busy = worker(await connect(5_000));
    await busy.acquire('order', ['a', 'b']);
    await link.client.script('FLUSH');
    busy.release('order', 'a');
    expect(await busy.acquire('order', ['a', 'b'])).toBe(0);
  });

  it('takes back a call that Redis counted too late, and tells of the one that the worker chose', async () => {
    const busy = worker(await connect(200));
    way.delay(300);
    expect(await busy.acquire('late', ['a', 'b', 'c'])).toBe(0);
    expect(far.available).toBe(true);
    way.delay(0);
    await until('it counts', async () => (await counted('late')).a === 1);
    await busy.acquire('late', ['a', 'b', 'c']);
    expect(await counted('late')).toEqual({ a: 1, b: 1 });
  });

  it('tells of calls that began and ended meanwhile, once Redis is available', async () => {
    const busy = worker(await connect(200), 600_000);
    await busy.acquire('away', ['a', 'b', 'c']);
    await busy.acquire('away', ['a', 'b', 'c']);
    way.cut(true);
    await until('Redis is away', () => !far.available);
    expect(busy.acquire('away', ['a', 'b', 'c'])).toBe(2);
    busy.release('away', 'a');
    expect(busy.acquire('away', ['a', 'b', 'c'])).toBe(0);
    busy.release('away', 'b');
    expect(await counted('away')).toEqual({ a: 1, b: 1 });
    way.cut(false);
    await until('Redis knows', async () => {
      const { a, b, c } = await counted('away');
      return a === 1 && b === undefined && c === 1;
    });
  });
});

it('counts in the end what is in flight, whatever happened to the way to Redis', { timeout: 60_000 }, async () => {
  const way = await startTcpProxy(redis.port);
  const far = new RedisConnection(
    redisPlan({ url: `redis://127.0.0.1:${way.port}`, keyPrefix: 'margay', commandTimeout: 100 }),
    logLines().log,
  );
  const troubles: (() => unknown)[] = [
    () => way.cut(true),
    () => way.cut(false),
    () => way.abandon(),
    () => way.stall(true),
    () => way.stall(false),
    () => way.delay(80),
    () => way.delay(150),
    () => way.delay(0),
    () => link.client.script('FLUSH'),
  ];
  const names = ['a', 'b', 'c'];
  const inFlight: Record<string, number> = { a: 0, b: 0, c: 0 };
  const begin = async (store: RedisCounters): Promise<void> => {
    const place = await store.acquire('storm', names);
    inFlight[names[place]!]! += 1;
  };
  try {
    await until('Redis is available', () => far.available);
    const store = worker(far, 600_000);
    const begun: Promise<void>[] = [];
    for (let step = 0; step < 600; step += 1) {
      if (step % 10 === 0) await troubles[Math.floor(Math.random() * troubles.length)]!();
      const name = names[step % 3]!;
      if (Math.random() < 0.4 && inFlight[name]! > 0) {
        inFlight[name]! -= 1;
        store.release('storm', name);
      } else {
        begun.push(begin(store));
      }
      await sleep(10);
    }
    await Promise.all(begun);
    way.cut(false);
    way.stall(false);
    way.delay(0);
    const expected = Object.fromEntries(Object.entries(inFlight).filter(([, calls]) => calls > 0));
    const same = async () => isDeepStrictEqual(await counted('storm'), expected);
    await until('Redis counts what is in flight', same);
  } catch (error) {
    throw new Error(`${JSON.stringify([await counted('storm'), inFlight])}`, { cause: error });
  } finally {
    far.close();
    await way.close();
  }
});

it('keeps all keys of a balancer in one slot of a Redis Cluster', async () => {
  const store = worker();
  await store.acquire('GET|/a/{id}|x', ['a', 'b']);
  await store.acquire('GET|/a/{id}|x', ['a', 'b']);
  const keys = await link.client.keys('margay:balancer:{GET|*');
  const slots = await Promise.all(
    keys.map((key) => link.client.cluster('KEYSLOT', key).catch(() => key.split('}')[0])),
  );
  expect(keys).toHaveLength(2);
  expect(new Set(slots).size).toBe(1);
});

describe('without Redis', () => {
  it('counts by itself, with what it knows of its own calls', async () => {
    const own = await startRedis();
    const lost = await testLink(own.url);
    const store = worker(lost);
    expect(await store.acquire('k', ['a', 'b'])).toBe(0);
    await store.bind('s', ['a', 'b'], 1, 60_000);
    await own.kill();
    expect(await store.acquire('k', ['a', 'b'])).toBe(1);
    expect([await store.next('k'), await store.next('k')]).toEqual([0, 1]);
    expect(await store.session('s', ['a', 'b'], 60_000)).toBe(-1);
    expect(await store.bind('s', ['a', 'b'], 1, 60_000)).toBe(1);
    expect(await store.session('s', ['a', 'b'], 60_000)).toBe(1);
    store.release('k', 'a');
    expect(await store.acquire('k', ['a', 'b'])).toBe(0);
    lost.close();
  });

  it('answers at once when the link knows that it is away', () => {
    link.available = false;
    try {
      const store = worker();
      expect([store.next('k'), store.session('k', ['a'], 5), store.bind('k', ['a'], 0, 5)]).toEqual([0, -1, 0]);
    } finally {
      link.available = true;
    }
  });
});
