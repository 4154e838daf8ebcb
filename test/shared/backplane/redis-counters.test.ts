import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisCounters } from '../../../src/shared/backplane/redis-counters.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { until } from '../../support/until.js';
import { counterStoreContract } from './counter-store-contract.js';

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

const worker = (through = link, deadAfter?: number): RedisCounters =>
  new RedisCounters(through, `host/${++workers}`, () => performance.now(), deadAfter);

counterStoreContract('redis', () => ({ store: worker(), others: [worker(), worker()] }));

describe('a worker that crashes', () => {
  it('does not hold its calls', async () => {
    const [dead, alive] = [worker(link, 300), worker(link, 60_000)];
    for (let i = 0; i < 3; i++) await dead.acquire('crash', ['a']);
    expect(await alive.acquire('crash', ['a', 'b'])).toBe(1);
    await until('the end of its calls', async () => {
      const place = await alive.acquire('crash', ['a', 'b']);
      alive.release('crash', place === 0 ? 'a' : 'b');
      return place === 0;
    });
    await until('the release', async () => (await link.client.hlen('margay:balancer:{crash}:calls')) === 1);
    expect(await link.client.hgetall('margay:balancer:{crash}:calls')).toEqual({ b: '1' });
  });

  it('holds them as long as it beats', async () => {
    const [busy, other] = [worker(link, 400), worker(link, 60_000)];
    expect(await busy.acquire('beat', ['a', 'b'])).toBe(0);
    const end = performance.now() + 1_000;
    while (performance.now() < end) await busy.beat();
    expect(await other.acquire('beat', ['a', 'b'])).toBe(1);
  });
});

describe('a beat', () => {
  it('brings back what Redis has lost', async () => {
    const [busy, other] = [worker(), worker()];
    await busy.acquire('lost', ['a', 'b']);
    await link.client.flushall();
    await busy.beat();
    expect(await other.acquire('lost', ['a', 'b'])).toBe(1);
  });

  it('takes away calls whose end Redis has not heard of', async () => {
    const [busy, other] = [worker(), worker()];
    await busy.acquire('late', ['a', 'b']);
    link.available = false;
    busy.release('late', 'a');
    link.available = true;
    await busy.beat();
    expect(await other.acquire('late', ['a', 'b'])).toBe(0);
  });

  it('tells of calls that began while Redis was away', async () => {
    const [busy, other] = [worker(), worker()];
    link.available = false;
    expect([busy.acquire('away', ['a', 'b']), busy.acquire('away', ['a', 'b'])]).toEqual([0, 1]);
    link.available = true;
    await busy.beat();
    expect(await other.acquire('away', ['a', 'b'])).toBe(0);
    expect(await other.acquire('away', ['a', 'b'])).toBe(1);
    expect(await link.client.hgetall('margay:balancer:{away}:calls')).toEqual({ a: '2', b: '2' });
  });
});

it('leaves no counts behind when all calls have ended', async () => {
  const store = worker();
  await store.acquire('clean', ['a', 'b']);
  store.release('clean', 'a');
  await store.beat();
  expect(await link.client.keys('margay:balancer:{clean}:*')).toEqual(['margay:balancer:{clean}:beats']);
  expect(await link.client.pttl('margay:balancer:{clean}:beats')).toBeGreaterThan(0);
});

it('keeps all keys of a balancer in one slot of a Redis Cluster', async () => {
  await worker().acquire('GET|/a/{id}|x', ['a']);
  const keys = await link.client.keys('margay:balancer:{GET|*');
  const slots = await Promise.all(
    keys.map((key) => link.client.cluster('KEYSLOT', key).catch(() => key.split('}')[0])),
  );
  expect(keys).toHaveLength(3);
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
    await store.beat();
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
