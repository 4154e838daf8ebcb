import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RedisRateLimits } from '../../../src/worker/stores/redis-rate-limits.js';
import { rateLimitPlan } from '../../support/rate-limit-plan.js';
import { raw } from '../../support/raw.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
let service: Service;
let link: TestLink;
let store: RedisRateLimits;
let server: TestServer;

beforeAll(async () => {
  redis = await startRedis();
  service = await startService();
});
afterAll(async () => {
  await service?.close();
  await redis?.stop();
});
afterEach(async () => {
  await server.drain(100);
  store.close();
  link.close();
});

/** A gateway that counts in Redis. */
async function start(options: object, onFailure: 'local' | 'reject' = 'reject'): Promise<void> {
  link = await testLink(redis.url);
  await link.client.flushall();
  store = new RedisRateLimits(link, { workerId: 'w', onFailure });
  const rateLimit = rateLimitPlan('/a', { Period: '10m', ...options });
  server = await startServer([{ path: '/a', destinations: [service.port], plan: { rateLimit } }], undefined, {
    rateLimits: store,
  });
}

async function ask(more = '', body = ''): Promise<string> {
  const head = `POST /a HTTP/1.1\r\nHost: g\r\nOc-Client: c\r\nContent-Length: ${body.length}\r\n${more}\r\n`;
  return (await raw(server.port, head + body, 5_000)).text;
}

const statusOf = (answer: string): string => answer.slice(9, 12);

it('waits for a store that must ask, and forwards the body that came meanwhile', async () => {
  await start({ Limit: 2 });
  const first = await ask('', 'hello');
  expect(first).toContain('"body":"hello"');
  expect(first).toMatch(/X-RateLimit-Remaining: 1\r\nX-RateLimit-Reset: [\d-]+T[\d:]+\.\d{7}Z\r\n/);
  expect([statusOf(await ask()), statusOf(await ask('', 'again'))]).toEqual(['200', '429']);
});

it('answers 503 when nobody counts and that is to be refused', async () => {
  await start({ Limit: 2 });
  link.available = false;
  expect(statusOf(await ask())).toBe('503');
  expect(server.log.at(-1)?.fields).toMatchObject({ error: 'RateLimitUnavailableError' });
  link.available = true;
  expect(statusOf(await ask())).toBe('200');
});

it('goes on counting by itself when that is wanted', async () => {
  await start({ Limit: 1 }, 'local');
  link.available = false;
  expect([statusOf(await ask()), statusOf(await ask())]).toEqual(['200', '429']);
});

it('gives back the place of a client that left before the decision', async () => {
  await start({ Limit: 1, Algorithm: 'Concurrency' });
  await link.client.client('PAUSE', 400, 'WRITE');
  await raw(server.port, 'GET /a HTTP/1.1\r\nHost: g\r\nOc-Client: c\r\n\r\n', 50);
  await until('taken and released', () => link.ran.includes('ZREM'));
  expect(link.ran).toEqual(['rate-limit-concurrency-take', 'ZREM']);
  expect(statusOf(await ask())).toBe('200');
});
