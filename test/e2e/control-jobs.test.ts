import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { HostState } from '../../src/primary/admin/host-state.js';
import type { HostRecord } from '../../src/primary/backplane/host-record.js';
import type { JobRecord } from '../../src/primary/jobs/job-record.js';
import { freePort } from '../support/free-port.js';
import { type ConfigObject, cli, type RunningGateway, startGateway } from '../support/gateway.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const gateways: RunningGateway[] = [];
let redis: RedisServer | null = null;

afterEach(async () => {
  for (const gateway of gateways) gateway.signal('SIGCONT');
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await redis?.stop();
  redis = null;
});

function route(path: string): object {
  return {
    UpstreamPathTemplate: path,
    DownstreamPathTemplate: '/',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: 9 }],
  };
}

function configuration(path: string, gateway: object = {}): ConfigObject {
  // Busy machines: what is tested here is not how fast Redis answers.
  const Backplane =
    redis === null ? {} : { Type: 'redis', Url: redis.url, CommandTimeout: '2s', ClearTimeout: '500ms' };
  return { Routes: [route(path)], Gateway: { Backplane, ...gateway } };
}

async function host(config: ConfigObject, options: { adminPort?: number } = {}): Promise<RunningGateway> {
  const gateway = await startGateway({ config, ...options });
  gateways.push(gateway);
  return gateway;
}

async function twoHosts(second: object = {}): Promise<[RunningGateway, RunningGateway]> {
  redis = await startRedis();
  const both = await Promise.all([host(configuration('/old')), host(configuration('/old', second))]);
  await until('both know both', async () => {
    const hosts = (await Promise.all(both.map(statusOf))).flatMap((status) => status.hosts);
    return hosts.length === 4 && hosts.every(({ workers }) => workers[0]?.state === 'ready');
  });
  return both as [RunningGateway, RunningGateway];
}

async function statusOf(gateway: RunningGateway) {
  return (await gateway.status()) as unknown as HostState & { hosts: HostRecord[] };
}

async function jobsOf({ adminPort }: RunningGateway): Promise<JobRecord[]> {
  const response = await fetch(`http://127.0.0.1:${adminPort}/jobs`);
  return ((await response.json()) as { jobs?: JobRecord[] }).jobs ?? [];
}

async function rollOut({ adminPort }: RunningGateway, config: object) {
  const url = `http://127.0.0.1:${adminPort}/rollout`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(config) });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Whether there is a route, whatever its service says. */
const serves = async ({ url }: RunningGateway, path: string) => (await fetch(url + path)).status !== 404;

const timesLive = (gateway: RunningGateway) =>
  gateway.lines().filter(({ msg }) => msg === 'configuration is live').length;

function margay(gateway: RunningGateway, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const all = [cli, ...args, '--admin', `http://127.0.0.1:${gateway.adminPort}`];
  return new Promise((resolve) => {
    execFile(process.execPath, all, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

describe('a rollout', () => {
  it('runs on both hosts, which load it once', async () => {
    const [a, b] = await twoHosts();
    const file = join(a.folder, 'next');
    writeFileSync(file, JSON.stringify(configuration('/new')));
    const { code, out, err } = await margay(a, 'rollout', file);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toContain('Every host runs it');
    for (const gateway of [a, b]) {
      expect(await serves(gateway, '/new')).toBe(true);
      expect(await serves(gateway, '/old')).toBe(false);
      expect(readFileSync(gateway.configFile, 'utf8')).toBe(readFileSync(file, 'utf8'));
    }
    // Longer than the watch would take.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([timesLive(a), timesLive(b)]).toEqual([1, 1]);
    const listed = await margay(b, 'jobs');
    expect(listed.code).toBe(0);
    expect(listed.out).toMatch(/configuration\.rollout +any +completed +1 /);
    expect(listed.out.match(/configuration\.apply .* completed/g)).toHaveLength(2);
  });

  it('that one host refuses runs nowhere', async () => {
    const port = await freePort();
    const [a, b] = await twoHosts({ Listeners: [{ Host: '127.0.0.1', Port: port }] });
    const before = [a, b].map(({ configFile }) => readFileSync(configFile, 'utf8'));
    const blocker = createServer().listen(0, '127.0.0.1');
    await until('the port is taken', () => blocker.listening);
    const { port: taken } = blocker.address() as { port: number };
    const next = configuration('/new', { Listeners: [{ Host: '127.0.0.1', Port: taken }] });
    try {
      const { status, body } = await rollOut(a, next);
      expect(status).toBe(409);
      const names = (await statusOf(b)).hosts.find(({ pid }) => pid === b.child.pid)!.host;
      expect(body).toMatchObject({
        outcome: 'reverted',
        refused: [{ host: names, reason: expect.stringContaining(String(taken)) }],
      });
    } finally {
      blocker.close();
    }
    expect([a, b].map(({ configFile }) => readFileSync(configFile, 'utf8'))).toEqual(before);
    expect(await serves(a, '/old')).toBe(true);
    expect(await serves(a, '/new')).toBe(false);
    expect((await fetch(`http://127.0.0.1:${port}/old`)).status).toBe(502);
    expect((await fetch(`http://127.0.0.1:${port}/new`)).status).toBe(404);
    const { hosts, status } = (await a.status()) as unknown as { hosts: HostRecord[]; status: string };
    expect(status).toBe('ok');
    expect(hosts.every(({ id }) => id !== '')).toBe(true);
  });

  it('is carried on with by the other host when the one that leads it dies', async () => {
    const [a, b] = await twoHosts();
    b.signal('SIGSTOP');
    const answer = rollOut(a, configuration('/new')).catch(() => null);
    await until('it has come to the first host', async () =>
      (await jobsOf(a)).some(({ name, state }) => name === 'configuration.apply' && state === 'completed'),
    );
    gateways.splice(gateways.indexOf(a), 1);
    await a.kill();
    await answer;
    b.signal('SIGCONT');
    const job = await until(
      'the other has finished it',
      async () =>
        (await jobsOf(b)).find(({ name, state }) => name === 'configuration.rollout' && state === 'completed'),
      60_000,
    );
    expect(job.result).toMatchObject({ outcome: 'applied' });
    expect(await serves(b, '/new')).toBe(true);
  }, 90_000);

  it('on a host by itself is checked, written and loaded', async () => {
    const gateway = await host(configuration('/old'));
    const wrong = await rollOut(gateway, { Routes: [{ UpstreamPathTemplate: 'x' }] });
    expect(wrong.status).toBe(400);
    expect(wrong.body.problems).not.toEqual([]);
    expect(await rollOut(gateway, configuration('/new'))).toMatchObject({ status: 200, body: { outcome: 'applied' } });
    expect(await serves(gateway, '/new')).toBe(true);
    expect(await margay(gateway, 'jobs')).toMatchObject({ code: 0, out: 'No jobs.\n' });
    const file = join(gateway.folder, 'bad');
    writeFileSync(file, '{ "Routs": [] }');
    expect((await margay(gateway, 'rollout', join(gateway.folder, 'none'))).err).toContain('cannot be read: ENOENT');
    writeFileSync(file, '{ "Routes": ');
    const bad = await margay(gateway, 'rollout', file);
    expect(bad.code).toBe(1);
    expect(bad.err).toContain('Nothing was rolled out');
  });
});

it('a host that did not answer a clear finishes it when it is back', async () => {
  const [a, b] = await twoHosts();
  const { host: name } = (await statusOf(a)).hosts.find(({ pid }) => pid === b.child.pid)!;
  b.signal('SIGSTOP');
  const url = `http://127.0.0.1:${a.adminPort}/outputcache/r`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(202);
  const find = async () => (await jobsOf(a)).find((job) => job.name === 'cache.clear');
  expect(await until('it is written down', find)).toMatchObject({ host: name, state: 'waiting' });
  b.signal('SIGCONT');
  await until('it is done', async () => (await find())?.state === 'completed');
});

it('a host that starts anew has the name of before, and another id', async () => {
  redis = await startRedis();
  const adminPort = await freePort();
  const [first] = (await statusOf(await host(configuration('/a'), { adminPort }))).hosts;
  await gateways.pop()!.stop();
  const [second] = (await statusOf(await host(configuration('/a'), { adminPort }))).hosts;
  expect(second!.host).toBe(first!.host);
  expect(second!.id).not.toBe(first!.id);
});

it('hosts that do not run the same are told apart', async () => {
  redis = await startRedis();
  const [a] = await Promise.all([host(configuration('/a')), host(configuration('/b'))]);
  await until('both are there', async () => (await statusOf(a!)).hosts.length === 2);
  expect((await margay(a!, 'status')).out).toContain('do not run the same configuration');
});

it('shows what each worker counts, and its open circuits', async () => {
  const broken = { ...route('/a'), QoSOptions: { ExceptionsAllowedBeforeBreaking: 2, DurationOfBreak: 60_000 } };
  const gateway = await host({ Routes: [broken] });
  for (let each = 0; each < 4; each += 1) await fetch(`${gateway.url}/a`);
  await fetch(`${gateway.url}/none`);
  const report = await until('it is told', async () => {
    const { processes } = await statusOf(gateway);
    return processes[0]?.report?.requests === 5 ? processes[0].report : null;
  });
  expect(report).toMatchObject({
    failures: { client: 1, gateway: 0, service: 2 },
    breakers: [{ route: '/a', state: 'open' }],
  });
  const [own] = (await statusOf(gateway)).hosts;
  expect(own!.counters.requests).toBe(5);
  const { out } = await margay(gateway, 'status');
  expect(out).toMatch(/^ROUTE +DESTINATION +WORKER +CIRCUIT +FAILURES\n\/a +all +\d+ +open/m);
});

it('a host that takes jobs ends in time although Redis is frozen', async () => {
  redis = await startRedis();
  const gateway = await host(configuration('/a'));
  redis.freeze();
  const since = performance.now();
  expect(await gateway.stop()).toBe(0);
  expect(performance.now() - since).toBeLessThan(10_000);
  gateways.pop();
  redis.thaw();
});
