import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { RedisRateLimits } from '../../../src/worker/stores/redis-rate-limits.js';
import { logLines } from '../../support/log-lines.js';
import { rule } from '../../support/rate-limit-rules.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

const limit = rule('Concurrency', { limit: 1_000 });

let server: RedisServer;
let direct: Redis;
/** The way of the worker to Redis. */
let way: TcpProxy;
let link: RedisConnection;
let store: RedisRateLimits;

beforeEach(async () => {
  server = await startRedis();
  direct = new Redis(server.url);
  way = await startTcpProxy(server.port);
});

afterEach(async () => {
  store?.close();
  link?.close();
  direct.disconnect();
  await way.close();
  await server.stop();
});

/** Calls of a worker that is gone count for longer than any test lasts. */
async function connect(commandTimeout: number, callTtl = 600_000): Promise<void> {
  link = new RedisConnection(redisPlan({ url: `redis://127.0.0.1:${way.port}`, commandTimeout }), logLines().log);
  store = new RedisRateLimits(link, { workerId: 'w', onFailure: 'local', callTtl });
  await available();
}

/** A script that Redis does not know is not done late. */
async function loadScripts(): Promise<void> {
  await store.take(limit, 'client');
  store.release(limit, 'client');
  await until('it has ended', none);
}

const available = () => until('Redis is available', () => link.state.condition === 'available');

async function counted(): Promise<number> {
  const [key] = await direct.keys('test:rate:*');
  return key === undefined ? 0 : direct.zcard(key);
}

async function calls(command: string): Promise<number> {
  const [, count] = new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await direct.info('commandstats')) ?? [];
  return Number(count ?? 0);
}

const none = async () => (await counted()) === 0;

describe('calls that end while Redis is away', () => {
  it.each([
    ['cut off', (isAway: boolean) => way.cut(isAway)],
    ['not heard of', (isAway: boolean) => way.stall(isAway)],
  ])('are taken away once it is back, with one command for all of a limit: %s', async (_, away) => {
    await connect(300);
    for (let call = 0; call < 600; call += 1) await store.take(limit, 'client');
    expect(await counted()).toBe(600);
    away(true);
    while (link.available) await link.command('GET', ['test:x']).catch(() => {});
    for (let call = 0; call < 600; call += 1) store.release(limit, 'client');
    expect(await counted()).toBe(600);
    away(false);
    await until('they are taken away', none);
    expect(await calls('zrem')).toBe(2);
  });

  it('are taken away although only one command was late', async () => {
    await connect(200);
    await store.take(limit, 'client');
    way.stall(true);
    store.release(limit, 'client');
    await sleep(400);
    expect([link.available, await counted()]).toEqual([true, 1]);
    way.stall(false);
    await until('it is taken away', none);
  });

  it('are not counted again by a renewal that was under way', async () => {
    await connect(5_000, 1_500);
    await loadScripts();
    await store.take(limit, 'client');
    way.delay(300);
    await sleep(650);
    store.release(limit, 'client');
    await until('the end is heard', async () => (await calls('zrem')) > 1);
    await sleep(700);
    expect(await counted()).toBe(0);
  });
});

describe('calls whose answer comes too late', () => {
  it('are taken back', async () => {
    await connect(200);
    await loadScripts();
    way.delay(400);
    // The worker decides by itself.
    expect(await store.take(limit, 'client')).toMatchObject({ allowed: true });
    await until('Redis has counted it after all', async () => (await calls('zadd')) > 1);
    await until('it is taken back', none);
  });

  it('are taken back where the connection is lost meanwhile', async () => {
    await connect(5_000);
    await loadScripts();
    server.freeze();
    const takes = Array.from({ length: 50 }, () => store.take(limit, 'client'));
    await sleep(100);
    way.cut(true);
    await Promise.all(takes);
    server.thaw();
    await until('Redis has counted them after all', async () => (await counted()) === 50);
    way.cut(false);
    await until('they are taken back', none);
  });
});

it('are there again at once in a Redis that comes back empty', async () => {
  await connect(300);
  await store.take(limit, 'client');
  direct.disconnect();
  await server.kill();
  await until('Redis is away', () => !link.available);
  server = await startRedis({ port: server.port });
  direct = new Redis(server.url);
  await until('it counts', async () => (await counted()) === 1);
});
