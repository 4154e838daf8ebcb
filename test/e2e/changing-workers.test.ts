import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusesOf } from '../support/barrage.js';
import { type ConfigObject, type RunningGateway, startGateway } from '../support/gateway.js';
import { askAll, type HoldingService, startHoldingService } from '../support/limited-requests.js';
import { expectNoErrors } from '../support/redis-changes.js';
import { routeTo } from '../support/service.js';
import { startTraffic } from '../support/traffic.js';
import { until } from '../support/until.js';

const LIMIT = 1_000_000;
const HELD = 8;

let service: HoldingService;
let gateway: RunningGateway | null = null;

beforeAll(async () => {
  service = await startHoldingService();
});

afterEach(async () => {
  service.release();
  await gateway?.stop();
  gateway = null;
});

afterAll(() => service.close());

/** Whoever does not get an answer of who counts, refuses with 503: nothing is counted elsewhere. A busy machine may be slow. */
function config(Workers: number, few = 5, version = 1): ConfigObject {
  const route = (name: string, RateLimitOptions: object): object =>
    routeTo(service.port, { UpstreamPathTemplate: `/${name}`, DownstreamPathTemplate: `/${name}`, RateLimitOptions });
  const Routes = [
    route('many', { Limit: LIMIT, Period: '1h', PartitionBy: ['route'] }),
    route('few', { Limit: few, Period: '1h' }),
    route('hold', { Limit: HELD, Algorithm: 'Concurrency' }),
    route(`version-${version}`, {}),
  ];
  return { Routes, Gateway: { Backplane: { CommandTimeout: '20s', OnFailure: 'reject' }, Workers } };
}

async function start(workers: number): Promise<RunningGateway> {
  gateway = await startGateway({ config: config(workers) });
  return gateway;
}

/** Resolves when the primary says that so many requests were counted: what workers were lent and do not use is given back soon. */
async function expectCounted({ url }: RunningGateway, before: number): Promise<void> {
  let count = before;
  await until(`${before} requests are counted`, async () => {
    count += 1;
    const answer = await fetch(`${url}/many`, { headers: { connection: 'close' } });
    return LIMIT - Number(answer.headers.get('x-ratelimit-remaining')) === count;
  });
}

interface Reported {
  readonly processes: readonly { readonly pid: number; readonly report: { readonly connections: number } | null }[];
}

/** The worker that has most of so many connections. */
async function busiest(one: RunningGateway, connections: number): Promise<number> {
  const processes = await until('all connections are told', async () => {
    const { processes: all } = (await one.status()) as unknown as Reported;
    const open = all.reduce((sum, { report }) => sum + (report?.connections ?? 0), 0);
    return open === connections ? all : null;
  });
  return [...processes].sort((a, b) => b.report!.connections - a.report!.connections)[0]!.pid;
}

it('calls in flight of a worker that is killed are not counted any more, and those of the other are', async () => {
  const one = await start(2);
  const client = randomUUID();
  expect(await service.hold(one, client, HELD + 1)).toEqual({ 200: HELD, 429: 1 });
  const victim = await busiest(one, HELD);
  process.kill(victim, 'SIGKILL');
  await until('the worker is replaced', async () => {
    const pids = await one.pids();
    return pids.length === 2 && !pids.includes(victim);
  });
  const cut = await until('its calls are cut', () => service.held.filter(({ destroyed }) => destroyed).length);
  expect(cut).toBeGreaterThanOrEqual(HELD / 2);
  expect(await service.hold(one, client, HELD)).toEqual({ 200: cut, ...(cut < HELD ? { 429: HELD - cut } : {}) });
});

it('a rolling restart under load keeps the counts of all requests, and fails none', async () => {
  const one = await start(2);
  const client = randomUUID();
  expect(await askAll(one, '/few', client, 10)).toEqual({ 200: 5, 429: 5 });
  const before = await one.pids();
  const traffic = startTraffic([one], '/many', 16);
  await traffic.more(200);
  one.signal('SIGHUP');
  await until('the restart is done', () => one.log().includes('rolling restart done'));
  await traffic.more(200);
  const shots = await traffic.stop();
  expect(Object.keys(statusesOf(shots))).toEqual(['200']);
  await expectCounted(one, shots.length);
  expect(await askAll(one, '/few', client, 10)).toEqual({ 429: 10 });
  const after = await one.pids();
  expect(after).toHaveLength(2);
  expect(after.some((pid) => before.includes(pid))).toBe(false);
  expectNoErrors(one);
});

/** Resolves when every worker runs this snapshot. */
const live = (one: RunningGateway, snapshot: number): Promise<unknown> =>
  until(`snapshot ${snapshot} is live`, async () => {
    const { processes, workers } = await one.status();
    return workers.ready === workers.wanted && processes.every((worker) => worker.snapshot === snapshot);
  });

it('new configurations under load keep the counts of the limits that stay, and fail no request', async () => {
  const one = await start(2);
  const client = randomUUID();
  expect(await askAll(one, '/few', client, 10)).toEqual({ 200: 5, 429: 5 });
  const pids = await one.pids();
  const traffic = startTraffic([one], '/many', 16);
  for (let snapshot = 2; snapshot <= 6; snapshot++) {
    await traffic.more(50);
    writeFileSync(one.configFile, JSON.stringify(config(2, snapshot === 6 ? 7 : 5, snapshot)));
    await live(one, snapshot);
  }
  await traffic.more(50);
  const shots = await traffic.stop();
  expect(Object.keys(statusesOf(shots))).toEqual(['200']);
  await expectCounted(one, shots.length);
  // Another limit begins with new counts.
  expect(await askAll(one, '/few', client, 10)).toEqual({ 200: 7, 429: 3 });
  expect(await one.pids()).toEqual(pids);
  expectNoErrors(one);
});

it('two workers instead of one count together, and no request fails on the way', async () => {
  const one = await start(1);
  const traffic = startTraffic([one], '/many', 16);
  await traffic.more(200);
  writeFileSync(one.configFile, JSON.stringify(config(2)));
  // The first one began to count by itself, and is replaced.
  await until('the workers are those of a host of two', () => one.log().includes('rolling restart done'));
  expect((await one.status()).workers).toEqual({ ready: 2, wanted: 2 });
  await traffic.more(200);
  expect(Object.keys(statusesOf(await traffic.stop()))).toEqual(['200']);
  for (let i = 0; i < 5; i++) expect(await askAll(one, '/few', randomUUID(), 40)).toEqual({ 200: 5, 429: 35 });
  expectNoErrors(one);
});

it('two workers instead of one count together when the one is being replaced at that moment', async () => {
  const one = await start(1);
  const [first] = await one.pids();
  expect(await service.hold(one, randomUUID(), 1)).toEqual({ 200: 1 });
  one.signal('SIGHUP');
  // It drains for as long as the call lasts.
  await until('there is another worker', async () => !(await one.pids()).includes(first!));
  writeFileSync(one.configFile, JSON.stringify(config(2)));
  await until('there are two', async () => (await one.status()).workers.ready === 2);
  service.release();
  await until('the workers are those of a host of two', async () => {
    const ends = one.lines().filter(({ msg }) => msg === 'rolling restart done').length;
    return ends === 2 && (await one.status()).processes.length === 2;
  });
  for (let i = 0; i < 5; i++) expect(await askAll(one, '/few', randomUUID(), 40)).toEqual({ 200: 5, 429: 35 });
  expectNoErrors(one);
});
