import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { barrage, statusesOf, times } from '../support/barrage.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open } from '../support/http-client.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

/** Hosts of the service, by name. */
const names = ['a', 'b'] as const;
let services: Service[];
let redis: RedisServer;
let calls: Record<string, number>;
/** Calls of `?hold` that are under way, by host. */
let held: Record<string, ServerResponse[]>;
const gateways: RunningGateway[] = [];

beforeAll(async () => {
  redis = await startRedis();
  services = await Promise.all(
    names.map((name) =>
      startService((request, response) => {
        calls[name]! += 1;
        if (!request.url!.endsWith('?hold')) response.end(name);
        else held[name]!.push(response);
      }),
    ),
  );
  forget();
});

afterEach(async () => {
  release('a');
  release('b');
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  forget();
});

afterAll(async () => {
  await Promise.all((services ?? []).map((service) => service.close()));
  await redis?.stop();
});

function forget(): void {
  calls = { a: 0, b: 0 };
  held = { a: [], b: [] };
}

function release(name: string): void {
  for (const response of held[name]!.splice(0)) response.end(name);
}

let prefixes = 0;

/** @param hosts that share one Redis; one host needs none */
async function start(hosts: number, workers: number, balancer: object): Promise<RunningGateway[]> {
  const Routes = [
    {
      UpstreamPathTemplate: '/x',
      DownstreamPathTemplate: '/x',
      DownstreamScheme: 'http',
      DownstreamHostAndPorts: services.map(({ port }) => ({ Host: '127.0.0.1', Port: port })),
      LoadBalancerOptions: balancer,
    },
  ];
  const Type = hosts === 1 ? {} : { Type: 'redis', Url: redis.url, KeyPrefix: `balancing-${++prefixes}` };
  const Backplane = { CommandTimeout: '20s', ...Type };
  const config = { Routes, Gateway: { Backplane, Workers: workers } };
  gateways.push(...(await Promise.all(Array.from({ length: hosts }, () => startGateway({ config })))));
  return gateways;
}

/** @returns the name of the host that answered */
async function get({ url }: RunningGateway): Promise<string> {
  const answer = await fetch(`${url}/x`, { headers: { connection: 'close' } });
  return answer.text();
}

/** Begins a call that lasts, and waits until a host has it. */
async function hold({ port }: RunningGateway): Promise<void> {
  const before = calls.a! + calls.b!;
  const request = open(port, 'GET', '/x?hold');
  // The worker is killed in the middle of it.
  answerTo(request).then(
    (answer) => answer.resume().on('error', () => {}),
    () => {},
  );
  request.end();
  await until('a host has the call', () => calls.a! + calls.b! > before);
}

/** Leaves two calls at `a` and none at `b`, so that the next one goes to `b`. */
async function leaveTwoAtA(gateway: RunningGateway): Promise<void> {
  for (let i = 0; i < 4; i++) await hold(gateway);
  expect([held.a!.length, held.b!.length]).toEqual([2, 2]);
  release('b');
}

interface Reported {
  readonly processes: readonly { readonly report: { readonly requests: number } | null }[];
}

async function expectAllServed(gateway: RunningGateway): Promise<void> {
  await until('every worker has told that it served', async () => {
    const { processes } = (await gateway.status()) as unknown as Reported;
    return processes.every(({ report }) => report !== null && report.requests > 0);
  });
}

const crash = (pids: readonly number[]): void => {
  for (const pid of pids) process.kill(pid, 'SIGKILL');
};

describe('strict turns', () => {
  it('are taken by the workers of a host together', async () => {
    const [gateway] = await start(1, 2, { Type: 'RoundRobin', Scope: 'host' });
    const seen: string[] = [];
    for (let i = 0; i < 60; i++) seen.push(await get(gateway!));
    expect(seen.join('')).toBe('ab'.repeat(30));
    await expectAllServed(gateway!);
  });

  it('are taken once each when the workers of a host ask at the same time', async () => {
    const [gateway] = await start(1, 2, { Type: 'RoundRobin', Scope: 'host' });
    const shots = await barrage({ urls: [gateway!.url], path: '/x', connections: 32, goOn: times(1_000) });
    expect(statusesOf(shots)).toEqual({ 200: 1_000 });
    expect(calls).toEqual({ a: 500, b: 500 });
    await expectAllServed(gateway!);
  });

  it('are taken by the workers of two hosts together', async () => {
    const hosts = await start(2, 2, { Type: 'RoundRobin', Scope: 'cluster' });
    const seen: string[] = [];
    for (let i = 0; i < 60; i++) seen.push(await get(hosts[Math.floor(i / 3) % 2]!));
    expect(seen.join('')).toBe('ab'.repeat(30));
  });
});

describe('calls of a worker that crashes', () => {
  it('are not counted any more, by the other host', async () => {
    const [doomed, other] = await start(2, 1, { Type: 'LeastConnection', Scope: 'cluster' });
    await leaveTwoAtA(doomed!);
    await until('the ends are known', async () => (await get(other!)) === 'b');
    for (let i = 0; i < 5; i++) expect(await get(other!)).toBe('b');
    crash(await doomed!.pids());
    await until('the calls are forgotten', async () => (await get(other!)) === 'a', 40_000);
    await until('the next worker counts with the others', async () => (await get(doomed!).catch(() => '')) === 'a');
    // The end of a call is told, not waited for: the other host may hear of it later than of the answer.
    await until('its end is known', async () => (await get(other!)) === 'a');
    await hold(other!);
    expect(held.a).toHaveLength(3);
    await until('its call counts for both', async () => (await get(doomed!)) === 'b');
  }, 90_000);

  it('are not counted any more, on one host', async () => {
    const [gateway] = await start(1, 2, { Type: 'LeastConnection', Scope: 'host' });
    await leaveTwoAtA(gateway!);
    await until('the ends are known', async () => (await get(gateway!)) === 'b');
    for (let i = 0; i < 5; i++) expect(await get(gateway!)).toBe('b');
    const before = await gateway!.pids();
    crash(before);
    await until('there are new workers', async () => {
      const pids = await gateway!.pids();
      return pids.length === 2 && pids.every((pid) => !before.includes(pid));
    });
    await until('the calls are forgotten', async () => (await get(gateway!)) === 'a');
  }, 60_000);
});
