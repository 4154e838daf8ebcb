import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { ask, askAll, connectionTo, type HoldingService, startHoldingService } from '../support/limited-requests.js';
import { expectNoErrors } from '../support/redis-changes.js';
import { routeTo } from '../support/service.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';
import { expectFewToWait, expectMostNotToWait, since } from '../support/waits.js';

const CONNECTIONS = 8;
const WORKERS = 2;

let service: HoldingService;
/** With the default `CommandTimeout`; the others have time for a busy machine. */
let quick: RunningGateway;
/** Of `OnFailure: "local"`, and of `"reject"`. */
let local: RunningGateway;
let reject: RunningGateway;
let pids: number[][];

function start(Backplane: object): Promise<RunningGateway> {
  const route = (name: string, RateLimitOptions: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, RateLimitOptions });
  const Routes = [
    route('many', { Limit: 1_000_000, Period: '1h', PartitionBy: ['route'] }),
    route('few', { Limit: 5, Period: '1h' }),
    route('leased', { Limit: 20, Period: '1h', Mode: 'leased' }),
    route('hold', { Limit: 2, Algorithm: 'Concurrency' }),
    route('free', { EnableRateLimiting: false }),
  ];
  return startGateway({ config: { Routes, Gateway: { Backplane, Workers: WORKERS } } });
}

beforeAll(async () => {
  service = await startHoldingService();
  const CommandTimeout = '300ms';
  [quick, local, reject] = await Promise.all([
    start({}),
    start({ CommandTimeout }),
    start({ CommandTimeout, OnFailure: 'reject' }),
  ]);
  pids = await Promise.all(gateways().map((gateway) => gateway.pids()));
});

afterEach(async () => {
  thaw();
  service.release();
  await Promise.all([local, reject].map(counts));
  expect(await Promise.all(gateways().map((gateway) => gateway.pids()))).toEqual(pids);
  for (const gateway of gateways()) expectNoErrors(gateway);
});

afterAll(async () => {
  thaw();
  await Promise.all(gateways().map((gateway) => gateway?.stop()));
  await service?.close();
});

const gateways = (): RunningGateway[] => [quick, local, reject];

/** The primaries: workers run on. */
function freeze(): void {
  for (const gateway of gateways()) gateway?.signal('SIGSTOP');
}

function thaw(): void {
  for (const gateway of gateways()) gateway?.signal('SIGCONT');
}

/** Resolves once the primary counts for all workers. */
const counts = (gateway: RunningGateway): Promise<unknown> =>
  until('the primary counts', async () => (await askAll(gateway, '/few', randomUUID(), 20))[200] === 5);

/** Resolves once every worker has found out. */
const decideAlone = (gateway: RunningGateway): Promise<unknown> =>
  until('the workers decide', async () => (await askAll(gateway, '/few', randomUUID(), 40))[200] === WORKERS * 5);

it('few requests wait while the primary is frozen, and for no longer than CommandTimeout', async () => {
  const many = startTraffic([quick], '/many', CONNECTIONS);
  // What a busy machine does to requests that ask nobody.
  const free = startTraffic([quick], '/free', CONNECTIONS);
  await many.more(50);
  const began = performance.now();
  freeze();
  await many.more(1_000);
  const seconds = Math.ceil((performance.now() - began) / 1_000);
  // One request of each connection may be on its way, and one of a worker finds out every second, after the first three.
  const most = CONNECTIONS + (3 + seconds) * WORKERS;
  expectFewToWait(since(began, many.shots), most, since(began, free.shots));
  expectMostNotToWait(since(began, many.shots), since(began, free.shots));
  thaw();
  await many.more(100);
  const all = [...(await many.stop()), ...(await free.stop())];
  expect(Object.keys(statusesOf(all))).toEqual(['200']);
});

it('a limit is one for every worker meanwhile, and is what the primary knows afterwards', async () => {
  const client = randomUUID();
  expect(await askAll(local, '/few', client, 3)).toEqual({ 200: 3 });
  freeze();
  await decideAlone(local);
  expect(await askAll(local, '/few', client)).toEqual({ 200: WORKERS * 5, 429: 50 });
  thaw();
  await counts(local);
  expect(await askAll(local, '/few', client, 10)).toEqual({ 200: 2, 429: 8 });
});

it('a worker that knows of a refusal refuses meanwhile', async () => {
  const client = randomUUID();
  const connection = connectionTo(local);
  expect(await ask(connection, '/few', client, 6)).toEqual({ 200: 5, 429: 1 });
  freeze();
  expect(await ask(connection, '/few', client, 20)).toEqual({ 429: 20 });
  thaw();
  await counts(local);
});

it('a limit refuses meanwhile with OnFailure "reject", and other routes go on', async () => {
  const client = randomUUID();
  expect(await askAll(reject, '/few', client, 3)).toEqual({ 200: 3 });
  freeze();
  expect(await askAll(reject, '/few', client, 20)).toEqual({ 503: 20 });
  expect(await askAll(reject, '/free', client, 20)).toEqual({ 200: 20 });
  thaw();
  await counts(reject);
});

it('a leased quota is what was fetched and then one of the worker', async () => {
  const client = randomUUID();
  const connection = connectionTo(local);
  // Three slices of two.
  expect(await ask(connection, '/leased', client, 5)).toEqual({ 200: 5 });
  freeze();
  expect(await ask(connection, '/leased', client, 30)).toEqual({ 200: 1 + 20, 429: 9 });
  thaw();
  await counts(local);
});

it('calls in flight of before are not known to a worker meanwhile, and those of neither are left over', async () => {
  const client = randomUUID();
  expect(await service.hold(local, client, 3)).toEqual({ 200: 2, 429: 1 });
  freeze();
  expect(await service.hold(local, client, 40)).toEqual({ 200: WORKERS * 2, 429: 36 });
  thaw();
  await counts(local);
  expect(await service.hold(local, client, 1)).toEqual({ 429: 1 });
  service.release();
  await until('there is room again', async () => (await service.hold(local, client, 1))[200] === 1);
  expect(await service.hold(local, client, 2)).toEqual({ 200: 1, 429: 1 });
});
