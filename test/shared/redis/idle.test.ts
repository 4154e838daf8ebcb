import { afterEach, beforeEach, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
let link: RedisConnection;

beforeEach(async () => {
  redis = await startRedis();
  link = new RedisConnection(redisPlan({ url: redis.url, commandTimeout: 20_000 }), logLines().log);
  await until('Redis is available', () => link.available);
});

afterEach(async () => {
  link.close();
  redis.thaw();
  await redis.stop();
});

it('is idle once every command has its answer', async () => {
  let answers = 0;
  for (let i = 0; i < 100; i++) void link.command('INCR', ['test:{a}']).then(() => (answers += 1));
  await link.idle(20_000);
  expect(answers).toBe(100);
});

it('is not waited for longer than allowed while Redis is frozen', async () => {
  redis.freeze();
  link.command('INCR', ['test:{a}']).catch(() => {});
  const since = performance.now();
  await link.idle(100);
  expect(performance.now() - since).toBeGreaterThanOrEqual(99);
  expect(performance.now() - since).toBeLessThan(10_000);
});

it('is not waited for while Redis is away', async () => {
  link.command('INCR', ['test:{a}']).catch(() => {});
  await redis.kill();
  await until('it is known', () => !link.available);
  const since = performance.now();
  await link.idle(20_000);
  expect(performance.now() - since).toBeLessThan(10_000);
});
