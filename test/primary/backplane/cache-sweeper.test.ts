import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { CacheSweeper } from '../../../src/primary/backplane/cache-sweeper.js';
import { CacheKeys, regionId } from '../../../src/shared/backplane/cache-keys.js';
import { setEntry } from '../../../src/shared/backplane/cache-scripts.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
let link: TestLink;
let sweeper: CacheSweeper | null = null;
const keys = new CacheKeys('margay', 3);

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  link = await testLink(redis.url);
  await link.client.flushall();
});
afterEach(() => {
  sweeper?.close();
  link.close();
});

async function fill(region: string, epoch: number, count: number, left = 60_000): Promise<void> {
  const era = `${regionId(region)}:${epoch}`;
  const write = (index: number) =>
    link.run(setEntry, [keys.entry(era, `n${index}`)], [keys.base, era, `n${index}`, 'value', left, 0]);
  await Promise.all([...Array(count).keys()].map(write));
}

const left = async () => (await link.client.keys('*:e:*')).length;

it('frees the entries of earlier epochs, and those alone', async () => {
  await fill('r', 5, 1_200);
  await fill('r', 9, 3);
  await fill('other', 5, 2);
  await fill('unknown', 1, 1);
  const epochs = new Map([
    ['r', 9],
    ['other', 5],
  ]);
  sweeper = new CacheSweeper(link, () => epochs, 20);
  await until('they are gone', async () => (await left()) === 6);
  expect(await link.client.smembers(keys.eras)).toHaveLength(3);
  expect(await link.client.zcard(keys.ends)).toBe(6);
});

it('leaves nothing of an epoch behind', async () => {
  await fill('r', 5, 10);
  sweeper = new CacheSweeper(link, () => new Map([['r', 6]]), 20);
  await until('all is gone', async () => (await left()) === 0);
  await until('the index is', async () => (await link.client.keys('*')).join() === keys.bytes);
  expect(await link.client.get(keys.bytes)).toBe('0');
});

it('frees the index of what has expired', async () => {
  await fill('r', 5, 10, 5);
  sweeper = new CacheSweeper(link, () => new Map(), 20);
  await until('it is gone', async () => (await link.client.zcard(keys.ends)) === 0);
  expect(await link.client.get(keys.bytes)).toBe('0');
});

it('outlives an outage', async () => {
  await fill('r', 5, 10);
  const run = link.run;
  let failures = 0;
  const shaky: TestLink = {
    ...link,
    run: (...args) => (failures++ < 3 ? Promise.reject(new Error('away')) : run(...args)),
  };
  sweeper = new CacheSweeper(shaky, () => new Map([['r', 6]]), 20);
  await until('all is gone', async () => (await left()) === 0);
});
