import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { ask, askAll, connectionTo, type HoldingService, startHoldingService } from '../support/limited-requests.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { allSay } from '../support/redis-changes.js';
import { routeTo } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { until } from '../support/until.js';

const WORKERS = 2;

let service: HoldingService;
let redis: RedisServer;
let proxy: TcpProxy;
/** Two of `OnFailure: "local"`, one of `"reject"`. */
let a: RunningGateway;
let b: RunningGateway;
let reject: RunningGateway;

function start(OnFailure: string): Promise<RunningGateway> {
  const route = (name: string, RateLimitOptions: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, RateLimitOptions });
  const Routes = [
    route('fixed', { Limit: 5, Period: '1h' }),
    route('leased', { Limit: 20, Period: '1h', Mode: 'leased' }),
    route('hold', { Limit: 2, Algorithm: 'Concurrency' }),
  ];
  // Long enough for a busy machine: Redis is away when a test takes it away.
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${proxy.port}`, CommandTimeout: '2s', OnFailure };
  const Health = { Path: '/healthz' };
  return startGateway({ config: { Routes, Gateway: { Backplane, Health, Workers: WORKERS } } });
}

beforeAll(async () => {
  service = await startHoldingService();
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  [a, b, reject] = await Promise.all([start('local'), start('local'), start('reject')]);
});

afterEach(async () => {
  proxy.cut(false);
  service.release();
  await all('Redis is available');
});

afterAll(async () => {
  await Promise.all([a, b, reject].map((gateway) => gateway?.stop()));
  await proxy?.close();
  await redis?.stop();
  await service?.close();
});

const all = (what: string): Promise<unknown> => Promise.all([a, b, reject].map((one) => allSay(one, WORKERS, what)));

async function away(): Promise<void> {
  proxy.cut(true);
  await all('Redis is away');
}

async function back(): Promise<void> {
  proxy.cut(false);
  await all('Redis is available');
}

it('a limit is one for every worker of every host meanwhile, and is what Redis knows afterwards', async () => {
  const client = randomUUID();
  expect(await askAll(a, '/fixed', client, 10)).toEqual({ 200: 5, 429: 5 });
  await away();
  expect(await ask(connectionTo(a), '/fixed', randomUUID(), 10)).toEqual({ 200: 5, 429: 5 });
  for (const host of [a, b]) expect(await askAll(host, '/fixed', client)).toEqual({ 200: WORKERS * 5, 429: 50 });
  await back();
  for (const host of [a, b]) expect(await askAll(host, '/fixed', client, 10)).toEqual({ 429: 10 });
  expect(await askAll(b, '/fixed', randomUUID(), 10)).toEqual({ 200: 5, 429: 5 });
});

it('Health.Path takes the host out of a load balancer with OnFailure "reject", and only then', async () => {
  const statuses = () => Promise.all([a, reject].map(async ({ url }) => (await fetch(`${url}/healthz`)).status));
  expect(await statuses()).toEqual([200, 200]);
  await away();
  expect(await statuses()).toEqual([200, 503]);
  await back();
  expect(await statuses()).toEqual([200, 200]);
});

it('a leased quota is what was fetched and then one of the worker, and afterwards what Redis has left', async () => {
  const client = randomUUID();
  const connection = connectionTo(a);
  // Three slices of two.
  expect(await ask(connection, '/leased', client, 5)).toEqual({ 200: 5 });
  await away();
  expect(await ask(connection, '/leased', client, 30)).toEqual({ 200: 1 + 20, 429: 9 });
  await back();
  expect(await ask(connection, '/leased', client, 30)).toEqual({ 200: 20 - 6, 429: 16 });
});

it('a leased quota is what was fetched and no more with OnFailure "reject"', async () => {
  const client = randomUUID();
  const connection = connectionTo(reject);
  expect(await ask(connection, '/leased', client, 5)).toEqual({ 200: 5 });
  await away();
  expect(await ask(connection, '/leased', client, 30)).toEqual({ 200: 1, 503: 29 });
  await back();
  expect(await ask(connection, '/leased', client, 30)).toEqual({ 200: 20 - 6, 429: 16 });
});

it('calls in flight of before are not known to a worker meanwhile, and those of neither are left over', async () => {
  const client = randomUUID();
  expect(await service.hold(a, client, 3)).toEqual({ 200: 2, 429: 1 });
  await away();
  expect(await service.hold(a, client, 40)).toEqual({ 200: WORKERS * 2, 429: 36 });
  await back();
  expect(await service.hold(b, client, 1)).toEqual({ 429: 1 });
  service.release();
  await until('there is room again', async () => (await service.hold(b, client, 1))[200] === 1);
  expect(await service.hold(b, client, 2)).toEqual({ 200: 1, 429: 1 });
});

it('calls in flight are refused with OnFailure "reject"', async () => {
  const client = randomUUID();
  expect(await service.hold(reject, client, 1)).toEqual({ 200: 1 });
  await away();
  expect(await service.hold(reject, client, 2)).toEqual({ 503: 2 });
  await back();
  expect(await service.hold(reject, client, 2)).toEqual({ 200: 1, 429: 1 });
});
