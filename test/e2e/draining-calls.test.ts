import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { type HoldingService, startHoldingService } from '../support/limited-requests.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { routeTo } from '../support/service.js';
import { until } from '../support/until.js';

const LIMIT = 4;

let service: HoldingService;
let redis: RedisServer;
let gateway: RunningGateway | null = null;

beforeAll(async () => {
  service = await startHoldingService();
  redis = await startRedis();
});

afterEach(async () => {
  service.release();
  await gateway?.stop();
  gateway = null;
});

afterAll(async () => {
  await service?.close();
  await redis?.stop();
});

describe.each([
  ['with Redis', () => ({ Type: 'redis', Url: redis.url })],
  ['embedded', () => ({})],
] as const)('calls in flight of workers that drain, %s,', (_, backplane) => {
  async function start(Limits: object): Promise<RunningGateway> {
    const RateLimitOptions = { Limit: LIMIT, Algorithm: 'Concurrency' };
    const Backplane = { CommandTimeout: '5s', ...backplane() };
    const config = {
      Routes: [routeTo(service.port, { RateLimitOptions })],
      Gateway: { Backplane, Limits, Workers: 2 },
    };
    gateway = await startGateway({ config });
    return gateway;
  }

  const isDone = (one: RunningGateway): boolean => one.log().includes('rolling restart done');

  it('count until they end, and then no longer', async () => {
    const one = await start({});
    const client = randomUUID();
    expect(await service.hold(one, client, LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
    one.signal('SIGHUP');
    await until('a worker drains', async () =>
      (await one.status()).processes.some(({ state }) => state === 'draining'),
    );
    expect(await service.hold(one, client, 8)).toEqual({ 429: 8 });
    service.release();
    await until('the workers are replaced', () => isDone(one));
    expect(await service.hold(one, client, LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
  });

  it('do not count once they are cut because the time is up', async () => {
    const one = await start({ DrainTimeout: '300ms' });
    const client = randomUUID();
    expect(await service.hold(one, client, LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
    one.signal('SIGHUP');
    await until('the workers are replaced', () => isDone(one));
    expect(await service.hold(one, client, LIMIT + 1)).toEqual({ 200: LIMIT, 429: 1 });
  });
});
