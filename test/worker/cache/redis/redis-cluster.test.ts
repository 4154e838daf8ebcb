import { afterAll, beforeAll, expect, it } from 'vitest';
import { CacheSweeper } from '../../../../src/primary/backplane/cache-sweeper.js';
import { RedisConnection } from '../../../../src/shared/redis/connection.js';
import type { CachedAnswer } from '../../../../src/worker/cache/cached-answer.js';
import { RedisSecondLevel } from '../../../../src/worker/cache/redis/redis-second-level.js';
import { logLines } from '../../../support/log-lines.js';
import { type RedisCluster, startRedisCluster } from '../../../support/redis-cluster.js';
import { redisPlan } from '../../../support/redis-plan.js';
import { until } from '../../../support/until.js';

const names = Array.from({ length: 60 }, (_, index) => `k${index}`);

let cluster: RedisCluster;
let link: RedisConnection;

beforeAll(async () => {
  cluster = await startRedisCluster();
  link = new RedisConnection(redisPlan({ cluster: [cluster.nodes[0]!], commandTimeout: 2_000 }), logLines().log);
  await until('the cluster is available', () => link.state.condition === 'available');
});

afterAll(async () => {
  link?.close();
  await cluster?.stop();
});

it('keeps, bounds, locks and frees answers in a Redis Cluster', async () => {
  const store = new RedisSecondLevel(link, { maxBytes: 16_000_000, compressAbove: null, maxBody: () => 1_000 });
  const found = async () => (await Promise.all(names.map((name) => store.get(name, 'r', 5)))).filter(Boolean).length;
  for (const name of names) store.set(name, 'r', 5, answer());
  await until('all are there', async () => (await found()) === names.length);
  const lock = await store.claim('another', 'r', 5);
  expect(await store.claim('another', 'r', 5)).toBe('taken');
  if (typeof lock === 'object' && 'release' in lock) lock.release(false);
  await until('it is released', async () => (await store.claim('another', 'r', 5)) === 'free');
  const sweeper = new CacheSweeper(link, () => new Map([['r', 6]]), 20);
  await until('none is there', async () => (await found()) === 0);
  sweeper.close();
});

function answer(): CachedAnswer {
  return {
    status: 200,
    statusLine: '200 OK',
    fields: '',
    contentLength: 4,
    body: Buffer.from('text'),
    storedAt: Date.now(),
    expiresAt: Date.now() + 60_000,
    vary: null,
    freshness: null,
    url: null,
  };
}
