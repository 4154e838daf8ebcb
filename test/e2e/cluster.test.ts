import { execFile } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { type ConfigObject, cli, type RunningGateway, startGateway } from '../support/gateway.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { until } from '../support/until.js';

const routes = [
  {
    UpstreamPathTemplate: '/a',
    DownstreamPathTemplate: '/a',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: 9 }],
  },
];

const gateways: RunningGateway[] = [];
let redis: RedisServer | null = null;

afterEach(async () => {
  await Promise.all(gateways.splice(0).map((gateway) => gateway.stop()));
  await redis?.stop();
  redis = null;
});

async function host(backplane: object, admin: object = {}, workers = 2): Promise<RunningGateway> {
  // Busy machines: what is tested here is not how fast Redis answers.
  const Backplane = { CommandTimeout: '2s', ClearTimeout: '10s', ...backplane };
  const config: ConfigObject = { Routes: routes, Gateway: { Backplane, Admin: admin, Workers: workers } };
  const gateway = await startGateway({ config });
  gateways.push(gateway);
  return gateway;
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function margay(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

const admin = ({ adminPort }: RunningGateway) => ['--admin', `http://127.0.0.1:${adminPort}`];

interface Cleared {
  readonly status: number;
  readonly body: { readonly epoch: number; readonly acknowledged: number; readonly missing: readonly object[] };
}

async function clear({ adminPort }: RunningGateway, region: string): Promise<Cleared> {
  const url = `http://127.0.0.1:${adminPort}/outputcache/${encodeURIComponent(region)}`;
  const response = await fetch(url, { method: 'DELETE' });
  return { status: response.status, body: (await response.json()) as Cleared['body'] };
}

interface Host {
  readonly id: string;
  readonly workers: readonly { readonly pid: number; readonly state: string }[];
}

async function hostsOf(gateway: RunningGateway): Promise<Host[]> {
  const { hosts } = (await gateway.status()) as unknown as { hosts: Host[] };
  return hosts;
}

describe('one host', () => {
  it('tells every worker of a clear, and the time of each is later', async () => {
    const gateway = await host({});
    const first = await clear(gateway, 'products/a|b');
    expect(first).toMatchObject({ status: 200, body: { region: 'products/a|b', acknowledged: 2, missing: [] } });
    expect((await clear(gateway, 'products/a|b')).body.epoch).toBeGreaterThan(first.body.epoch);
  });

  it('names the worker that did not answer', async () => {
    const gateway = await host({ ClearTimeout: '300ms' });
    const [pid] = await gateway.pids();
    process.kill(pid!, 'SIGSTOP');
    try {
      expect(await clear(gateway, 'a')).toMatchObject({
        status: 202,
        body: { acknowledged: 1, missing: [{ worker: pid }] },
      });
      const { code, err } = await margay(['cache', 'clear', 'a', ...admin(gateway)]);
      expect(code).toBe(1);
      expect(err).toContain(`worker ${pid}`);
    } finally {
      process.kill(pid!, 'SIGCONT');
    }
  });

  it('is shown and cleared from the command line', async () => {
    const gateway = await host({}, { Secret: 's3cret' }, 1);
    const refused = await margay(['status', ...admin(gateway)], { MARGAY_ADMIN_TOKEN: '' });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--token or MARGAY_ADMIN_TOKEN') });
    const wrong = await margay(['status', ...admin(gateway), '--token', 'x']);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('does not take this token') });
    const status = await margay(['status', ...admin(gateway)], { MARGAY_ADMIN_TOKEN: 's3cret' });
    expect(status.code).toBe(0);
    expect(status.out).toMatch(/^status +ok\nbackplane +embedded\n\nHOST .*\n.* 1 ready +0 +this host\n$/);
    const cleared = await margay(['cache', 'clear', 'x/y', ...admin(gateway), '--token', 's3cret']);
    expect(cleared).toEqual({ code: 0, out: 'Cleared "x/y" on 1 worker.\n', err: '' });
    const json = await margay(['cache', 'clear', 'x/y', '--json', ...admin(gateway), '--token', 's3cret']);
    expect(JSON.parse(json.out)).toMatchObject({ region: 'x/y', acknowledged: 1, missing: [] });
  });

  it('is missed by a command line that asks somewhere else', async () => {
    expect(await margay(['status', '--admin', 'http://127.0.0.1:1'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Is it running?'),
    });
    expect(await margay(['status', '--admin', 'here'])).toMatchObject({ code: 2 });
    expect(await margay(['cache', 'clear'])).toMatchObject({ code: 2 });
  });
});

describe('two hosts and Redis', () => {
  it('know each other, and clear everywhere', async () => {
    redis = await startRedis();
    const [a, b] = await Promise.all([1, 2].map(() => host({ Type: 'redis', Url: redis!.url })));
    await until('both know both', async () => {
      const hosts = (await Promise.all([hostsOf(a!), hostsOf(b!)])).flat();
      const ready = hosts.flatMap(({ workers }) => workers.filter(({ state }) => state === 'ready'));
      return hosts.length === 4 && ready.length === 8;
    });
    expect(await clear(a!, 'r')).toMatchObject({ status: 200, body: { acknowledged: 4, missing: [] } });
    expect(await clear(b!, 'r')).toMatchObject({ status: 200, body: { acknowledged: 4, missing: [] } });
    const { out } = await margay(['status', ...admin(a!)]);
    expect(out).toMatch(/Redis, available for/);
    expect(out.match(/2 ready/g)).toHaveLength(2);
  });

  it('forget a host that is gone', async () => {
    redis = await startRedis();
    const [a, b] = await Promise.all([1, 2].map(() => host({ Type: 'redis', Url: redis!.url })));
    await until('both are there', async () => (await hostsOf(a!)).length === 2);
    gateways.splice(gateways.indexOf(b!), 1);
    await b!.kill();
    await until('one is left', async () => (await hostsOf(a!)).length === 1);
    expect(await clear(a!, 'r')).toMatchObject({ status: 200, body: { acknowledged: 2, missing: [] } });
  });

  it('go on without Redis, and say so', async () => {
    redis = await startRedis();
    const secret = `redis://:geheim@127.0.0.1:${redis.port}`;
    const gateway = await host({ Type: 'redis', Url: redis.url });
    const { body } = await clear(gateway, 'r');
    await redis.kill();
    const ready = () => fetch(`http://127.0.0.1:${gateway.adminPort}/readyz`);
    await until(
      'it is known',
      async () => ((await (await ready()).json()) as { status: string }).status === 'degraded',
    );
    expect(await clear(gateway, 'r')).toMatchObject({ status: 503, body: { acknowledged: 2 } });
    const again = await margay(['cache', 'clear', 'r', ...admin(gateway)]);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('Redis is away') });
    redis = await startRedis({ port: redis.port });
    await until('it is back', async () => ((await (await ready()).json()) as { status: string }).status === 'ok');
    const later = await clear(gateway, 'r');
    expect(later.status).toBe(200);
    expect(later.body.epoch).toBeGreaterThan(body.epoch);
    expect(gateway.log()).not.toContain(secret);
    expect(gateway.lines().filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('start without Redis, and get no requests where limits refuse then', async () => {
    const gateway = await startGateway({
      config: {
        Routes: routes,
        Gateway: { Backplane: { Type: 'redis', Url: 'redis://:geheim@127.0.0.1:1', OnFailure: 'reject' } },
      },
    });
    gateways.push(gateway);
    const answer = await fetch(`http://127.0.0.1:${gateway.adminPort}/readyz`);
    expect(answer.status).toBe(503);
    expect(((await answer.json()) as { reasons: string[] }).reasons[0]).toMatch(/^Redis is away: .*ECONNREFUSED/);
    expect(gateway.log()).not.toContain('geheim');
  });
});
