import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { barrage, type Shot, statusesOf, times } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

/** A window that no machine is so slow as to see the end of. */
const long = '10m';
/** ms; of the limits whose course over several periods is looked at. */
const PERIOD = 1_000;

let service: Service;
let redis: RedisServer;
/** Calls that the service has under way on `/concurrent`, and the most there ever were. */
let inFlight = 0;
let most = 0;

beforeAll(async () => {
  redis = await startRedis();
  service = await startService(async (request, response) => {
    if (request.url?.startsWith('/concurrent') === true) {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await sleep(10);
      inFlight -= 1;
    }
    response.end('ok');
  });
});

afterAll(async () => {
  await service?.close();
  await redis?.stop();
});

const limited = (name: string, options: object): object =>
  routeTo(service.port, {
    UpstreamPathTemplate: `/${name}`,
    DownstreamPathTemplate: `/${name}`,
    RateLimitOptions: { PartitionBy: ['route'], ...options },
  });

/** Whoever does not get an answer of who counts, refuses with 503: nothing is counted elsewhere. A busy machine may be slow. */
function start(backplane: object, workers: number): Promise<RunningGateway> {
  const Routes = [
    limited('fixed', { Limit: 1_000, Period: '1m' }),
    limited('leased', { Limit: 500, Period: long, Mode: 'leased' }),
    limited('sliding', { Limit: 40, Period: `${PERIOD}ms`, Algorithm: 'SlidingWindow' }),
    limited('bucket', { Limit: 40, Period: `${PERIOD}ms`, Algorithm: 'TokenBucket' }),
    limited('concurrent', { Limit: 5, Algorithm: 'Concurrency' }),
  ];
  const Backplane = { CommandTimeout: '20s', OnFailure: 'reject', ...backplane };
  return startGateway({ config: { Routes, Gateway: { Backplane, Workers: workers } } });
}

interface Reported {
  readonly processes: readonly { readonly report: { readonly requests: number } | null }[];
}

/** Of those that were allowed: how many were, for certain, decided between the two times. */
function decidedWithin(allowed: readonly Shot[], from: number, to: number): number {
  return allowed.filter(({ sent, received }) => sent >= from && received <= to).length;
}

const allowedOf = (shots: readonly Shot[]): readonly Shot[] => shots.filter(({ status }) => status === 200);

describe.each([
  ['two hosts of two workers, with Redis', 2, 2],
  ['one host of four workers', 1, 4],
] as const)('%s', (_, hosts, workers) => {
  let gateways: RunningGateway[] = [];
  let urls: string[];

  beforeAll(async () => {
    const backplane = hosts === 1 ? {} : { Type: 'redis', Url: redis.url };
    gateways = await Promise.all(Array.from({ length: hosts }, () => start(backplane, workers)));
    urls = gateways.map(({ url }) => url);
  });

  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
  });

  it('FixedWindow allows exactly its limit, of 20,000 requests in a minute', async () => {
    const began = performance.now();
    const shots = await barrage({ urls, path: '/fixed', connections: 256, goOn: times(20_000) });
    // Some seconds: a machine that takes longer sees a second window.
    expect(performance.now() - began).toBeLessThan(60_000);
    expect(statusesOf(shots)).toEqual({ 200: 1_000, 429: 19_000 });
  }, 180_000);

  it('the requests were spread over all workers', async () => {
    await until('every worker has told what it served', async () => {
      const states = (await Promise.all(gateways.map((gateway) => gateway.status()))) as unknown as Reported[];
      const served = states.flatMap(({ processes }) => processes.map(({ report }) => report?.requests ?? 0));
      return served.length === 4 && served.every((count) => count > 0);
    });
  });

  it('Mode leased allows no more than the limit, and leaves no more than slices unused', async () => {
    const shots = await barrage({ urls, path: '/leased', connections: 64, goOn: times(3_000) });
    const { 200: allowed = 0, 429: refused = 0 } = statusesOf(shots);
    expect(allowed + refused).toBe(3_000);
    expect(allowed).toBeLessThanOrEqual(500);
    expect(allowed).toBeGreaterThanOrEqual(500 - 3 * (500 / 10 - 1));
  }, 60_000);

  it('SlidingWindow allows no more than its limit in any interval of its period', async () => {
    const shots = await barrage({
      urls,
      path: '/sliding',
      connections: 32,
      goOn: (all) => allowedOf(all).length < 3 * 40,
    });
    const allowed = allowedOf(shots);
    for (const { sent } of allowed) expect(decidedWithin(allowed, sent, sent + PERIOD)).toBeLessThanOrEqual(40);
    expect(Object.keys(statusesOf(shots))).toEqual(['200', '429']);
  }, 60_000);

  it('TokenBucket allows a burst and its rate, in any interval', async () => {
    const shots = await barrage({
      urls,
      path: '/bucket',
      connections: 32,
      goOn: (all) => allowedOf(all).length < 3 * 40,
    });
    const allowed = allowedOf(shots);
    for (const { sent: from } of allowed)
      for (const { received: to } of allowed) {
        // A microsecond, the unit of the clock that counts, is no matter.
        const bound = 40 * (1 + (to - from + 0.001) / PERIOD);
        if (to > from) expect(decidedWithin(allowed, from, to)).toBeLessThanOrEqual(bound);
      }
    expect(Object.keys(statusesOf(shots))).toEqual(['200', '429']);
  }, 60_000);

  it('Concurrency has its limit in flight, never more, and room again afterwards', async () => {
    most = 0;
    const shots = await barrage({
      urls,
      path: '/concurrent',
      connections: 64,
      goOn: (all) => allowedOf(all).length < 200,
    });
    expect(Object.keys(statusesOf(shots))).toEqual(['200', '429']);
    expect(most).toBe(5);
    // The last ends may still be on their way to who counts.
    await until('there is room for all', async () => {
      const five = await barrage({ urls: [urls[0]!], path: '/concurrent', connections: 5, goOn: times(5) });
      return statusesOf(five)[200] === 5;
    });
  }, 60_000);
});
