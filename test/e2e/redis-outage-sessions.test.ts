import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open, textOf } from '../support/http-client.js';
import { connectionTo } from '../support/limited-requests.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { allSay } from '../support/redis-changes.js';
import { type Service, startService } from '../support/service.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

const WORKERS = 2;

/** Of the hosts of the service; each answers with its own. */
const names = ['a', 'b', 'c'];
let services: Service[];
let redis: RedisServer;
let proxy: TcpProxy;
let gateways: RunningGateway[];

beforeAll(async () => {
  services = await Promise.all(names.map((name) => startService((_, response) => void response.end(name))));
  redis = await startRedis();
  proxy = await startTcpProxy(redis.port);
  const route = {
    UpstreamPathTemplate: '/x',
    DownstreamPathTemplate: '/x',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: services.map(({ port }) => ({ Host: '127.0.0.1', Port: port })),
    LoadBalancerOptions: { Type: 'CookieStickySessions', Key: 'session' },
  };
  // Long enough for a busy machine: Redis is away when a test takes it away.
  const Backplane = { Type: 'redis', Url: `redis://127.0.0.1:${proxy.port}`, CommandTimeout: '2s' };
  const config = { Routes: [route], Gateway: { Backplane, Workers: WORKERS } };
  gateways = await Promise.all([startGateway({ config }), startGateway({ config })]);
});

afterEach(back);

afterAll(async () => {
  await Promise.all((gateways ?? []).map((gateway) => gateway.stop()));
  await proxy?.close();
  await redis?.stop();
  await Promise.all((services ?? []).map((service) => service.close()));
});

async function away(): Promise<void> {
  proxy.cut(true);
  await Promise.all(gateways.map((gateway) => allSay(gateway, WORKERS, 'Redis is away')));
}

async function back(): Promise<void> {
  proxy.cut(false);
  await Promise.all(gateways.map((gateway) => allSay(gateway, WORKERS, 'Redis is available')));
}

interface Reply {
  readonly host: string;
  /** The cookie that the gateway set. */
  readonly cookie: string | undefined;
}

async function get({ port }: RunningGateway, cookie?: string): Promise<Reply> {
  const request = open(port, 'GET', '/x', cookie === undefined ? {} : { cookie });
  request.end();
  const answer = await answerTo(request);
  return { host: await textOf(answer), cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] };
}

/** The hosts that requests get which reach all workers of both gateways. */
async function hostsOf(cookie: string): Promise<Set<string>> {
  const hosts = new Set<string>();
  for (let i = 0; i < 40; i++) hosts.add((await get(gateways[i % 2]!, cookie)).host);
  return hosts;
}

it('a session that the gateway began keeps its host on every worker while Redis is away', async () => {
  const { host, cookie } = await get(gateways[0]!);
  expect(await hostsOf(cookie!)).toEqual(new Set([host]));
  await away();
  expect(await hostsOf(cookie!)).toEqual(new Set([host]));
  await back();
  expect(await hostsOf(cookie!)).toEqual(new Set([host]));
});

it('a session that the gateway begins while Redis is away has its host on every worker at once', async () => {
  await away();
  const { host, cookie } = await get(gateways[0]!);
  expect(await hostsOf(cookie!)).toEqual(new Set([host]));
  await back();
  expect(await hostsOf(cookie!)).toEqual(new Set([host]));
});

it('a session of a cookie of the client stays with one host in each worker meanwhile, and is then the one of before', async () => {
  const cookie = 'session=of-the-client';
  const { host } = await get(gateways[0]!, cookie);
  expect(await hostsOf(cookie)).toEqual(new Set([host]));
  await away();
  for (const gateway of gateways) {
    const connection = connectionTo(gateway);
    const hosts = new Set<string>();
    for (let i = 0; i < 6; i++) {
      const { body } = await connection.request({ method: 'GET', path: '/x', headers: { cookie } });
      hosts.add(await body.text());
    }
    expect(hosts.size).toBe(1);
  }
  await back();
  expect(await hostsOf(cookie)).toEqual(new Set([host]));
});
