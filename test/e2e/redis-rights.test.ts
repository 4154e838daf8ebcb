import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;
let redis: RedisServer;
let admin: Redis;
let gateway: RunningGateway;

beforeAll(async () => {
  service = await startService((_, response) => void response.end('ok'));
  redis = await startRedis();
  admin = new Redis(redis.url);
  // Nothing for the counters of limits, which only workers use.
  const rights = ['~{margay*', '~margay:cache:*', '&{margay}*', '+@all', '-@dangerous', '+info'];
  await admin.call('ACL', ['SETUSER', 'margay', 'on', '>secret', ...rights]);
  const Url = `redis://margay:secret@127.0.0.1:${redis.port}`;
  const route = routeTo(service.port, { RateLimitOptions: { Limit: 1_000_000, Period: '1h' } });
  const Backplane = { Type: 'redis', Url, CommandTimeout: '2s' };
  gateway = await startGateway({ config: { Routes: [route], Gateway: { Backplane, Workers: 1 } } });
});

afterAll(async () => {
  await gateway?.stop();
  admin?.disconnect();
  await redis?.stop();
  await service?.close();
});

async function ask(): Promise<number> {
  const answer = await fetch(`${gateway.url}/x`, { headers: { 'Oc-Client': 'a' } });
  await answer.arrayBuffer();
  return answer.status;
}

async function readiness(): Promise<{ status: string; reasons: readonly string[] }> {
  const answer = await fetch(`http://127.0.0.1:${gateway.adminPort}/readyz`);
  return (await answer.json()) as { status: string; reasons: readonly string[] };
}

it('a right that only workers need is missed in /readyz and once in the log, until it is there', {
  timeout: 60_000,
}, async () => {
  await until('the host is well', async () => (await readiness()).status === 'ok');
  for (let request = 0; request < 20; request += 1) expect(await ask()).toBe(200);
  await until('it is told', async () => (await readiness()).status === 'degraded');
  const [worker] = await gateway.pids();
  expect((await readiness()).reasons).toEqual([
    expect.stringMatching(new RegExp(`^Redis denies a command: .*rate-limit-fixed-window.*\\(worker ${worker}\\)$`)),
  ]);
  const denials = () => gateway.lines().filter(({ msg }) => msg === 'Redis denies a command');
  expect(denials().map(({ pid }) => pid)).toEqual([worker]);

  await admin.call('ACL', ['SETUSER', 'margay', '~margay:*']);
  await until('it is mended', async () => {
    await ask();
    return (await readiness()).status === 'ok';
  });
  expect(denials()).toHaveLength(1);
});
