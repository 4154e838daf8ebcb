import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BalancerPlan } from '../../../src/shared/policies/balancer.js';
import { RedisCounters } from '../../../src/worker/stores/redis-counters.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { settings } from '../../support/plans.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type TestLink, testLink } from '../../support/redis-link.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';
import { until } from '../../support/until.js';

/** Two workers whose counters are in one Redis. */
let redis: RedisServer;
let link: TestLink;
let services: Service[];
let workers: TestServer[];
let finish: (() => void)[] = [];

beforeAll(async () => {
  redis = await startRedis();
  link = await testLink(redis.url);
  services = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      startService((request, response) => {
        if (request.url?.endsWith('slow')) {
          response.write(name);
          finish.push(() => response.end());
        } else response.end(name);
      }),
    ),
  );
  const to = (path: string, balancer: Partial<BalancerPlan>) => ({
    path: `/${path}/{rest}`,
    balancer: { scope: 'cluster', name: path, ...balancer } as const,
    destinations: services.map(({ port }) => port),
  });
  const routes = [
    to('turns', { type: 'RoundRobin' }),
    to('least', { type: 'LeastConnection' }),
    to('sticky', { type: 'CookieStickySessions', key: 'sid', expiry: 60_000 }),
  ];
  workers = await Promise.all(
    ['one', 'two'].map((name) =>
      startServer(routes, settings(), {
        counters: { cluster: new RedisCounters(link, name, () => performance.now()) },
      }),
    ),
  );
});

afterAll(async () => {
  for (const worker of workers) await worker.drain(100);
  for (const service of services) await service.close();
  link.close();
  await redis.stop();
});

async function get(worker: number, path: string, headers = {}): Promise<{ text: string; cookie: string }> {
  const request = open(workers[worker]!.port, 'GET', path, headers);
  request.end();
  const answer = await answerTo(request);
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { text: await textOf(answer), cookie };
}

it('turns of all workers are one', async () => {
  const names: string[] = [];
  for (const worker of [0, 1, 1, 0, 1, 0]) names.push((await get(worker, '/turns/x')).text);
  expect(names.join('')).toBe('abcabc');
});

it('a call of one worker counts for the other, until its body is out', async () => {
  const slow = open(workers[0]!.port, 'GET', '/least/slow');
  slow.end();
  const answer = await answerTo(slow);
  expect((await get(1, '/least/x')).text).toBe('b');
  for (const end of finish) end();
  finish = [];
  expect(await textOf(answer)).toBe('a');
  await until('the end of the call', async () => (await get(1, '/least/x')).text === 'a');
});

it('a session that one worker began is known to the other', async () => {
  await get(0, '/sticky/x');
  const { text, cookie } = await get(0, '/sticky/x');
  expect([text, cookie]).toEqual(['b', expect.stringMatching(/^sid=./)]);
  for (const worker of [1, 0, 1]) expect((await get(worker, '/sticky/x', { cookie })).text).toBe('b');
});

it('a request body waits for the choice', async () => {
  const post = open(workers[0]!.port, 'POST', '/turns/x', { 'content-length': 200_000 });
  post.end('x'.repeat(200_000));
  expect((await answerTo(post)).statusCode).toBe(200);
});
