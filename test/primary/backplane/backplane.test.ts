import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Backplane } from '../../../src/primary/backplane/backplane.js';
import { gateway } from '../../../src/shared/config/gateway.js';
import { WorkerBackplane } from '../../../src/worker/backplane/worker-backplane.js';
import { logLines } from '../../support/log-lines.js';
import { noConfiguration } from '../../support/no-configuration.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';
import { workerReport } from '../../support/worker-report.js';

let server: RedisServer;
let proxy: TcpProxy;
const hosts: TestHost[] = [];

/** The latest epoch of each region, as the cache of a worker would keep it. */
class Epochs {
  until = 0;
  readonly known = new Map<string, number>();

  clear(region: string, epoch: number): void {
    if (epoch > (this.known.get(region) ?? 0)) this.known.set(region, epoch);
  }

  trust(until: number): void {
    this.until = until;
  }

  get trusted(): boolean {
    return performance.now() < this.until;
  }
}

interface TestHost {
  readonly primary: Backplane;
  readonly worker: WorkerBackplane;
  readonly cache: Epochs;
}

beforeEach(async () => {
  server = await startRedis();
  proxy = await startTcpProxy(server.port);
});

afterEach(async () => {
  for (const { primary, worker } of hosts.splice(0)) {
    worker.close();
    await primary.close();
  }
  await proxy.close();
  await server.stop();
});

/** One host of one worker, in this process. @param workerPort where its worker reaches Redis */
async function host(port: number, HostId = 'h', workerPort = port): Promise<TestHost> {
  const urlOf = (at: number) => `redis://127.0.0.1:${at}`;
  const Url = urlOf(port);
  const { log } = logLines();
  const primary = new Backplane({
    gateway: gateway.parse({ HostId, Backplane: { Type: 'redis', Url, CommandTimeout: '1s', ClearTimeout: '5s' } }),
    describe: () => ({
      version: '1',
      name: 'h',
      pid: 1,
      started: 1,
      snapshot: 1,
      configuration: 'x',
      draining: false,
      workers: [{ pid: process.pid, state: 'ready', snapshot: 1 }],
    }),
    configuration: noConfiguration,
    log,
  });
  await primary.start();
  const cache = new Epochs();
  const redis = { ...primary.plan.redis!, url: urlOf(workerPort) };
  const worker = await WorkerBackplane.connect({ ...primary.plan, redis }, cache, log);
  worker.useRegions(new Set(['r']));
  await until('its epochs are known', () => cache.trusted);
  const made = { primary, worker, cache };
  hosts.push(made);
  return made;
}

it('gives the workers of all hosts the same epochs, and every worker a clear before it is answered', async () => {
  const [a, b] = [await host(server.port), await host(server.port)];
  expect(a.cache.known.get('r')).toBe(b.cache.known.get('r'));
  await until('both are known', async () => (await a.primary.hosts()).length === 2);
  const { status, answer } = await a.primary.clear('r');
  expect([status, answer.acknowledged]).toEqual([200, 2]);
  expect([a.cache.known.get('r'), b.cache.known.get('r')]).toEqual([answer.epoch, answer.epoch]);
});

it('names the workers of a host that is cut off, which trusts no epoch until it has read them again', async () => {
  const [a, b] = [await host(server.port), await host(proxy.port)];
  await until('both are known', async () => (await a.primary.hosts()).length === 2);
  const before = b.cache.known.get('r')!;
  proxy.cut(true);
  await until('it is known', () => !b.worker.redis!.available);
  const { status, answer } = await a.primary.clear('r');
  // Live for three heartbeats, then gone.
  if (status === 202) expect(answer.missing).toEqual([{ host: b.primary.hostId, worker: process.pid }]);
  else expect([status, answer.acknowledged]).toEqual([200, 1]);
  expect(b.cache.known.get('r')).toBe(before);
  const trusted: (number | undefined)[] = [];
  b.worker.redis!.onChange(() => trusted.push(b.cache.trusted ? b.cache.known.get('r') : answer.epoch));
  proxy.cut(false);
  await until('it is back', () => b.worker.redis!.available && b.cache.trusted);
  expect(b.cache.known.get('r')).toBe(answer.epoch);
  expect(trusted).toEqual([answer.epoch]);
});

describe('a host whose primary does not reach Redis', () => {
  it.each([
    ['cut off', () => proxy.cut(true), () => proxy.cut(false)],
    ['behind a pulled cable', () => proxy.stall(true), () => proxy.stall(false)],
  ])('has no worker that uses what it has, by the time others call a region cleared: %s', async (_, away, back) => {
    const [a, b] = [await host(server.port), await host(proxy.port, 'b', server.port)];
    await until('both are known', async () => (await a.primary.hosts()).length === 2);
    away();
    const { answer } = await until('nobody waits for it any more', async () => {
      const hosts = await a.primary.hosts();
      return hosts.length === 1 ? a.primary.clear('r') : null;
    });
    expect([answer.missing, b.cache.trusted, b.worker.redis!.available]).toEqual([[], false, true]);
    back();
    await until('its worker trusts what it has', () => b.cache.trusted);
    expect(b.cache.known.get('r')).toBe(answer.epoch);
  });

  it('goes on with what it has, when its workers do not reach Redis either', async () => {
    const { worker, cache } = await host(proxy.port);
    proxy.stall(true);
    // Nothing asks Redis but the worker itself, once the primary says nothing more.
    await until('it is known', () => !worker.redis!.available);
    expect(cache.trusted).toBe(true);
    proxy.stall(false);
    await until('it is back', () => worker.redis!.available);
    await until('its worker trusts what it has', () => cache.trusted);
  });
});

it('lets a worker use what it has as soon as its primary has said that the host is live', async () => {
  const { primary, worker } = await host(server.port);
  const cache = new Epochs();
  const { log } = logLines();
  const late = await WorkerBackplane.connect(primary.plan, cache, log);
  try {
    late.useRegions(new Set(['r']));
    await until('it is trusted', () => cache.trusted, 900);
    expect(cache.until).toBeLessThan(performance.now() + 3_000);
    expect(worker.redis!.available).toBe(true);
  } finally {
    late.close();
  }
});

it('forgets nothing that was cleared when Redis comes back empty', async () => {
  const a = await host(server.port);
  const { answer } = await a.primary.clear('r');
  await server.kill();
  await until('it is known', () => !a.worker.redis!.available);
  server = await startRedis({ port: server.port });
  await until('a later epoch is there', () => a.cache.trusted && a.cache.known.get('r')! > answer.epoch);
});

it('takes a host that ends off the list at once', async () => {
  const [a, b] = [await host(server.port), await host(server.port)];
  await until('both are known', async () => (await a.primary.hosts()).length === 2);
  await b.primary.close();
  expect((await a.primary.hosts()).map(({ id }) => id)).toEqual([a.primary.hostId]);
});

it('refuses a list of regions that is none', async () => {
  const { worker } = await host(server.port);
  for (const regions of ['r', [1], ['x'.repeat(1_025)]])
    await expect(worker.peer.request('region.epochs', [regions])).rejects.toThrow('not a list of regions');
});

it('sums up what its workers report, until they are gone', async () => {
  const { primary, worker } = await host(server.port);
  const cache = { entries: 1, bytes: 2, hits: 3 };
  const failures = { client: 1, gateway: 0, service: 2 };
  worker.peer.send('worker.report', [workerReport({ requests: 7, failures, connections: 4, webSockets: 1, cache })]);
  await until('it is known', () => primary.reports.of(process.pid) !== null);
  const [own] = await primary.hosts();
  expect(own!.counters).toEqual({ requests: 7, failures, connections: 4, webSockets: 1, cache });
  worker.close();
  await until('it is gone', () => primary.reports.of(process.pid) === null);
  expect((await primary.hosts())[0]!.counters.requests).toBe(0);
});
