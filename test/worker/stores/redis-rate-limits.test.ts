import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RateLimitDecision } from '../../../src/shared/backplane/rate-limit-store.js';
import { LeasedRateLimits } from '../../../src/worker/stores/leased-rate-limits.js';
import { RedisRateLimits, type RedisRateLimitsOptions } from '../../../src/worker/stores/redis-rate-limits.js';
import { rateLimitContract } from '../../support/rate-limit-contract.js';
import { rule } from '../../support/rate-limit-rules.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { until } from '../../support/until.js';

rateLimitContract('Redis', async () => {
  const server = await startRedis();
  const link = await testLink(server.url);
  const store = new RedisRateLimits(link, { workerId: 'w1', onFailure: 'reject' });
  return {
    store,
    pass: (milliseconds) => sleep(milliseconds),
    close: async () => {
      store.close();
      link.close();
      await server.stop();
    },
  };
});

let server: RedisServer;
let link: TestLink;
const stores: RedisRateLimits[] = [];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  link = await testLink(server.url, 'gate');
});
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
  link.close();
});

function open(options: Partial<RedisRateLimitsOptions> = {}): RedisRateLimits {
  const store = new RedisRateLimits(link, { workerId: `w${stores.length}`, onFailure: 'reject', ...options });
  stores.push(store);
  return store;
}

const allowed = async (decision: RateLimitDecision | null | Promise<RateLimitDecision | null>) =>
  (await decision)?.allowed;

describe('requests of one turn', () => {
  const commands = async (): Promise<number> => {
    const calls = [...(await link.client.info('commandstats')).matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  };

  it.each(['FixedWindow', 'SlidingWindow', 'TokenBucket'] as const)(
    '%s decides those of one client with one command, one after the other',
    async (algorithm) => {
      const store = open();
      const one = rule(algorithm, { limit: 3, period: 60_000 });
      await store.take(one, 'another');
      const before = await commands();
      const decisions = await Promise.all(Array.from({ length: 5 }, () => store.take(one, `turn ${algorithm}`)));
      expect(await commands()).toBe(before + 1);
      expect(decisions.map((decision) => [decision!.allowed, decision!.remaining])).toEqual([
        [true, 2],
        [true, 1],
        [true, 0],
        [false, 0],
        [false, 0],
      ]);
    },
  );

  it('each have the rule they came with', async () => {
    const store = open();
    const [old, next] = [rule('FixedWindow', { limit: 2 }), rule('FixedWindow', { limit: 4 })];
    const decisions = await Promise.all([old, next, old].map((one) => store.take(one, 'reloaded')));
    expect(decisions.map((decision) => [decision!.allowed, decision!.remaining])).toEqual([
      [true, 1],
      [true, 2],
      [false, 0],
    ]);
  });
});

describe('keys', () => {
  it.each(['FixedWindow', 'SlidingWindow', 'TokenBucket', 'Concurrency'] as const)(
    '%s has one that does not tell who the client is, in a slot of its own, and that expires',
    async (algorithm) => {
      await link.client.flushall();
      const store = open();
      await store.take(rule(algorithm, { period: 60_000 }), 'Ocelot.RateLimiting_secret:GET|/|_3/1m/w0ms');
      const keys = await link.client.keys('*');
      expect(keys).toEqual([expect.stringMatching(/^gate:rate:\{[0-9A-F]{40}\}$/)]);
      const ttl = await link.client.pttl(keys[0]!);
      expect(ttl).toBeGreaterThan(0);
      expect(ttl).toBeLessThanOrEqual(64_000);
    },
  );

  it('are the counters of all workers', async () => {
    const two = rule('FixedWindow', { limit: 2, period: 60_000 });
    const [a, b] = [open(), open()];
    expect([
      await allowed(a.take(two, 'shared')),
      await allowed(b.take(two, 'shared')),
      await allowed(a.take(two, 'shared')),
      await allowed(b.take(two, 'shared')),
    ]).toEqual([true, true, false, false]);
  });
});

it('asks Redis once per request', async () => {
  const store = open();
  await store.take(rule('TokenBucket'), 'once');
  expect(link.ran).toEqual(['rate-limit-token-bucket']);
});

it('leases to several workers at once no more than there is, in a fraction of the round trips', async () => {
  const some = rule('FixedWindow', { limit: 200, period: 600_000, leased: true });
  const workers = [0, 1, 2, 3].map(() => new LeasedRateLimits(open()));
  const decisions = await Promise.all(
    Array.from({ length: 400 }, (_, i) => allowed(workers[i % 4]!.take(some, 'leased'))),
  );
  expect(decisions.filter(Boolean)).toHaveLength(200);
  expect(link.ran.length).toBeLessThan(100);
});

describe('calls in flight', () => {
  const one = rule('Concurrency', { limit: 1 });

  it('of a worker that crashed end with their time to live', async () => {
    const gone = open({ callTtl: 300 });
    expect(await allowed(gone.take(one, 'crash'))).toBe(true);
    gone.close();
    const other = open();
    await until('the place is free', () => allowed(other.take(one, 'crash')));
  });

  it('last longer than that while their worker lives', async () => {
    const holder = open({ callTtl: 1_500 });
    await holder.take(one, 'long');
    const renewals = () => link.ran.filter((name) => name === 'EVAL').length;
    await until('renewed for longer than that', () => renewals() >= 4);
    expect(await allowed(open().take(one, 'long'))).toBe(false);
    holder.release(one, 'long');
    expect(await allowed(open().take(one, 'long'))).toBe(true);
  });

  it('count again in a Redis that lost them', async () => {
    const holder = open({ callTtl: 3_000 });
    await holder.take(one, 'lost');
    await link.client.flushall();
    await until('they are back', async () => (await link.client.keys('*')).length === 1);
    expect(await allowed(open().take(one, 'lost'))).toBe(false);
  });

  it('need no renewing once they have ended', async () => {
    const holder = open({ callTtl: 30 });
    await holder.take(one, 'ended');
    holder.release(one, 'ended');
    link.ran.length = 0;
    await sleep(100);
    expect(link.ran).toEqual([]);
  });
});

describe('while Redis is away', () => {
  it('a worker counts by itself, at once', () => {
    const store = open({ onFailure: 'local' });
    link.available = false;
    const one = rule('FixedWindow', { limit: 1, period: 60_000 });
    expect(store.take(one, 'away')).toMatchObject({ allowed: true });
    expect(store.take(one, 'away')).toMatchObject({ allowed: false });
    expect(store.lease(one, 'away')).toBeNull();
  });

  it('nobody decides, if it must not', () => {
    const store = open({ onFailure: 'reject' });
    link.available = false;
    expect(store.take(rule('FixedWindow'), 'away')).toBeNull();
    expect(store.lease(rule('FixedWindow'), 'away')).toBeNull();
  });

  it('a worker that leases decides request by request, and its refusal ends with the outage', async () => {
    const store = new RedisRateLimits(link, { workerId: 'w', onFailure: 'local' });
    stores.push(store);
    const leasing = new LeasedRateLimits(store);
    const two = rule('FixedWindow', { limit: 2, period: 600_000, leased: true });
    link.available = false;
    for (const expected of [true, true, false]) expect(await allowed(leasing.take(two, 'outage'))).toBe(expected);
    link.available = true;
    expect(await allowed(leasing.take(two, 'outage'))).toBe(true);
  });

  it('a request whose command fails is counted by the worker', async () => {
    const away = await testLink(server.url);
    away.close();
    const store = new RedisRateLimits(away, { workerId: 'w', onFailure: 'local' });
    const one = rule('Concurrency', { limit: 1 });
    expect(await allowed(store.take(one, 'fails'))).toBe(true);
    expect(await allowed(store.take(one, 'fails'))).toBe(false);
    store.release(one, 'fails');
    expect(await allowed(store.take(one, 'fails'))).toBe(true);
    away.close();
  });

  it('a request whose command fails gets no decision, if it must not', async () => {
    const away = await testLink(server.url);
    away.close();
    const store = new RedisRateLimits(away, { workerId: 'w', onFailure: 'reject' });
    for (const algorithm of ['FixedWindow', 'Concurrency'] as const)
      expect(await store.take(rule(algorithm), 'fails')).toBeNull();
    expect(await store.lease(rule('FixedWindow'), 'fails')).toBeNull();
    away.close();
  });
});
