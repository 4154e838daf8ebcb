import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cacheShards } from '../../../../src/shared/backplane/cache-keys.js';
import type { RedisLink } from '../../../../src/shared/redis/link.js';
import type { CachedAnswer } from '../../../../src/worker/cache/cached-answer.js';
import {
  RedisSecondLevel,
  type RedisSecondLevelOptions,
} from '../../../../src/worker/cache/redis/redis-second-level.js';
import { type FetchLock, isLock } from '../../../../src/worker/cache/second-level.js';
import { type RedisServer, startRedis } from '../../../support/redis.js';
import { type TestLink, testLink } from '../../../support/redis-link.js';
import { until } from '../../../support/until.js';

let redis: RedisServer;
let link: TestLink;

beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

beforeEach(async () => {
  link = await testLink(redis.url);
  await link.client.flushall();
});
afterEach(() => link.close());

function level(options: Partial<RedisSecondLevelOptions> = {}, over: RedisLink = link): RedisSecondLevel {
  return new RedisSecondLevel(over, { maxBytes: null, compressAbove: null, maxBody: () => 1_000_000, ...options });
}

function answer(more: Partial<CachedAnswer> = {}): CachedAnswer {
  const body = more.body ?? Buffer.from('text');
  return {
    status: 200,
    statusLine: '200 OK',
    fields: 'Content-Type: text/plain',
    contentLength: body.length,
    storedAt: Date.now(),
    expiresAt: Date.now() + 60_000,
    vary: null,
    freshness: null,
    url: null,
    ...more,
    body,
  };
}

/** Keeps an answer and waits until it is there. */
async function put(store: RedisSecondLevel, key: string, more: Partial<CachedAnswer> = {}, epoch = 1): Promise<void> {
  store.set(key, 'r', epoch, answer(more));
  await until(`${key} is there`, async () => (await store.get(key, 'r', epoch)) !== null);
}

async function entries(): Promise<string[]> {
  return link.client.keys('margay:cache:*}:e:*');
}

async function bytes(): Promise<number> {
  const counts = await link.client.keys('margay:cache:*}:bytes');
  const values = await Promise.all(counts.map((key) => link.client.get(key)));
  return values.reduce((sum, value) => sum + Number(value), 0);
}

describe('answers', () => {
  it('come back as they were, on another worker, with the time that is left', async () => {
    const kept = answer({ vary: ['accept'], body: Buffer.from([0, 255, 10]) });
    const first = level();
    first.set('k', 'r', 7, kept);
    const other = level();
    expect(await until('it is there', () => other.get('k', 'r', 7))).toEqual(kept);
    const [key] = await entries();
    expect(await link.client.pttl(key!)).toBeGreaterThan(50_000);
    expect(await link.client.pttl(key!)).toBeLessThanOrEqual(60_001);
  });

  it('belong to a region and an epoch', async () => {
    const store = level();
    await put(store, 'k', {}, 7);
    expect(await store.get('k', 'r', 8)).toBeNull();
    expect(await store.get('k', 'R', 7)).toBeNull();
    expect(await store.get('K', 'r', 7)).toBeNull();
  });

  it('lie under names that tell nothing', async () => {
    await put(level(), 'GET http://host/?token=geheim');
    expect((await link.client.keys('*')).join()).not.toContain('geheim');
  });

  it('that have ended are not kept', async () => {
    const store = level();
    store.set('old', 'r', 1, answer({ expiresAt: Date.now() - 1 }));
    await put(store, 'new');
    expect(await entries()).toHaveLength(1);
  });

  it('are compressed above a size, unless the service has', async () => {
    const body = Buffer.alloc(50_000, 'margay ');
    const store = level({ compressAbove: 10_000 });
    await put(store, 'big', { body });
    const [key] = await entries();
    expect(await link.client.strlen(key!)).toBeLessThan(5_000);
    expect((await store.get('big', 'r', 1))!.body.equals(body)).toBe(true);
    await link.client.flushall();
    await put(store, 'small', { body: body.subarray(0, 9_000) });
    await put(store, 'packed', { body, fields: 'Content-Encoding: gzip' });
    expect(await bytes()).toBeGreaterThan(59_000);
  });

  it('that this worker cannot read are none', async () => {
    const store = level({ compressAbove: 10 });
    await put(store, 'k', { body: Buffer.alloc(5_000, 'x') });
    const [key] = await entries();
    expect(await level({ maxBody: () => 4_999 }).get('k', 'r', 1)).toBeNull();
    await link.client.set(key!, 'another version');
    expect(await store.get('k', 'r', 1)).toBeNull();
    await link.client.set(key!, Buffer.from([2, 1, 2, 3]));
    await expect(store.get('k', 'r', 1)).rejects.toThrow();
  });

  it('of a URL that was changed are none', async () => {
    const store = level();
    const storedAt = Date.now() - 1_000;
    await put(store, 'k', { url: 'http://a/1', storedAt });
    await put(store, 'other', { url: 'http://a/2', storedAt });
    store.invalidate('http://a/1');
    await until('it is known', async () => (await level().get('k', 'r', 1)) === null);
    expect(await store.get('other', 'r', 1)).not.toBeNull();
    await put(store, 'k', { url: 'http://a/1', storedAt: Date.now() + 1_000 });
  });
});

describe('room', () => {
  it('is made by what ends soonest, and what is larger than all is not kept', async () => {
    const store = level({ maxBytes: 3_000 * cacheShards });
    const body = Buffer.alloc(800, 'x');
    for (let index = 0; index < 200; index++)
      store.set(`k${index}`, 'r', 1, answer({ body, expiresAt: Date.now() + 60_000 + index * 1_000 }));
    await until('the last one is there', async () => (await store.get('k199', 'r', 1)) !== null);
    expect(await bytes()).toBeLessThanOrEqual(3_000 * cacheShards);
    const kept = await Promise.all([...Array(200).keys()].map((index) => store.get(`k${index}`, 'r', 1)));
    const places = kept.flatMap((found, index) => (found === null ? [] : [index]));
    expect(places.length).toBeGreaterThan(cacheShards);
    expect(Math.min(...places)).toBeGreaterThan(50);
    store.set('huge', 'r', 1, answer({ body: Buffer.alloc(4_000) }));
    await put(store, 'last', { expiresAt: Date.now() + 600_000 });
    expect(await store.get('huge', 'r', 1)).toBeNull();
  });

  it('is counted once for an answer that is replaced', async () => {
    const store = level();
    await put(store, 'k');
    const before = await bytes();
    await put(store, 'k', { body: Buffer.from('more') });
    await until('it is replaced', async () => String((await store.get('k', 'r', 1))?.body) === 'more');
    expect(await bytes()).toBe(before);
  });
});

describe('an outage', () => {
  it('is a miss, and writes are left out', async () => {
    link.available = false;
    expect(await level().get('k', 'r', 1)).toBeNull();
    const full: RedisLink = { ...link, available: true, writable: false };
    level({}, full).set('k', 'r', 1, answer());
    expect(link.ran).toEqual([]);
  });

  it('of a full Redis keeps what is there', async () => {
    const store = level();
    await put(store, 'k');
    await link.client.config('SET', 'maxmemory', '1');
    try {
      store.set('next', 'r', 1, answer());
      expect(await store.get('k', 'r', 1)).not.toBeNull();
      expect(await store.get('next', 'r', 1)).toBeNull();
      await expect(store.claim('next', 'r', 1)).rejects.toThrow('OOM');
    } finally {
      await link.client.config('SET', 'maxmemory', '0');
    }
  });

  it('lets no more than some writes wait', async () => {
    let sent = 0;
    const slow: RedisLink = { ...link, available: true, run: () => new Promise(() => void sent++) };
    const store = level({}, slow);
    for (let index = 0; index < 1_000; index++) store.set(`k${index}`, 'r', 1, answer());
    await until('they are sent', () => sent > 0);
    expect(sent).toBeLessThanOrEqual(256);
    sent = 0;
    const large = level({}, slow);
    for (let index = 0; index < 100; index++) large.set(`k${index}`, 'r', 1, answer({ body: Buffer.alloc(1_000_000) }));
    await until('they are sent', () => sent > 0);
    expect(sent).toBeLessThanOrEqual(16);
  });
});

describe('a claim', () => {
  async function lock(store: RedisSecondLevel): Promise<FetchLock> {
    const claimed = await store.claim('k', 'r', 1);
    if (claimed === 'taken' || claimed === 'free' || !isLock(claimed)) throw new Error('no lock');
    return claimed;
  }

  it('is had by one, until the answer is there for all', async () => {
    const [first, second] = [level(), level()];
    const held = await lock(first);
    expect(await second.claim('k', 'r', 1)).toBe('taken');
    first.set('k', 'r', 1, answer());
    held.release(true);
    const found = await until('the answer', async () => {
      const claimed = await second.claim('k', 'r', 1);
      return claimed === 'taken' ? null : claimed;
    });
    expect(found).toMatchObject({ status: 200 });
    await until('the lock is gone', async () => (await link.client.keys('*:l:*')).length === 0);
  });

  it('of an answer that cannot be kept sets the others free', async () => {
    const held = await lock(level());
    held.release(false);
    await until('all are free', async () => (await level().claim('k', 'r', 1)) === 'free');
    const [key] = await link.client.keys('*:l:*');
    expect(await link.client.pttl(key!)).toBeLessThanOrEqual(1_000);
  });

  it('passes to the next one when its worker is gone', async () => {
    await lock(level());
    const [key] = await link.client.keys('*:l:*');
    // As if nobody had renewed it.
    await link.client.del(key!);
    const next = await lock(level());
    next.release(false);
  });

  it('is renewed for as long as the call lasts, and released by its owner only', async () => {
    const held = await lock(level());
    const [key] = await link.client.keys('*:l:*');
    await link.client.pexpire(key!, 1_000);
    await until('it is renewed', async () => (await link.client.pttl(key!)) > 1_100);
    await link.client.set(key!, 'another', 'PX', 5_000);
    held.release(false);
    await until('it was tried', () => link.ran.includes('cache-release-lock'));
    expect(await link.client.get(key!)).toBe('another');
  });
});
