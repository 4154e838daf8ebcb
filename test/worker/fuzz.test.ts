import { createHash } from 'node:crypto';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { compile } from '../../src/primary/compile/compile.js';
import { MemoryCounters } from '../../src/shared/backplane/memory-counters.js';
import { config } from '../../src/shared/config/config.js';
import type { Extensions } from '../../src/shared/extensions/extensions.js';
import type { Snapshot } from '../../src/shared/snapshot.js';
import { AnswerCache } from '../../src/worker/cache/answer-cache.js';
import { Pools } from '../../src/worker/forward/pools.js';
import { Gateway } from '../../src/worker/gateway.js';
import { type RawService, startRawService } from '../support/raw-service.js';
import { startServer } from '../support/server.js';
import { until } from '../support/until.js';

const clients = 500;
/** Clients at the same time. */
const atOnce = 25;
/** Milliseconds after which no client begins any more: a slow machine tries less. */
const longest = 5_000;
/** Calls in flight on each limited route. */
const limit = 6;

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);

/** A small generator of 32 bits (mulberry32): the same seed makes the same choices. */
let state = seed;
function random(below: number): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
}
const pick = <T>(...choices: readonly T[]): T => choices[random(choices.length)]!;

const faults: unknown[] = [];
const onFault = (fault: unknown): void => void faults.push(fault);
const services: RawService[] = [];
let calm = false;

afterEach(async () => {
  process.off('uncaughtException', onFault).off('unhandledRejection', onFault);
  vi.restoreAllMocks();
  for (const service of services.splice(0)) await service.close();
});

const json = '[{"id":1},{"id":2},{"id":1}]';
const whole = (fields = '', status = '200 OK') =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${json.length}\r\n${fields}\r\n${json}`;

/** Does to a connection with a request whatever a service may do. */
async function behave(socket: net.Socket): Promise<void> {
  if (calm) return void socket.write(whole());
  const kind = random(16);
  await sleep(random(25));
  if (socket.destroyed) return;
  if (kind < 4) socket.write(whole(pick('', 'Cache-Control: max-age=1\r\nETag: "a"\r\n', 'Vary: X-A\r\n')));
  else if (kind === 4) socket.write(whole('', '503 Busy'));
  else if (kind === 5) socket.resetAndDestroy();
  else if (kind === 6) socket.end(whole('Connection: close\r\n'));
  else if (kind === 7) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\npart');
  else if (kind === 8) socket.write(`garbage ${random(1e6)}\r\n\r\n`);
  else if (kind === 9) socket.write('HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n');
  else if (kind === 10) socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 None\r\n\r\n');
  else if (kind === 11) socket.write(`${whole()}HTTP/1.1 200 OK\r\n`);
  else if (kind === 12) socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n');
  else if (kind < 15) {
    for (const piece of ['HTTP/1.1 200 OK\r\nTransfer-', 'Encoding: chunked\r\n\r\n2\r\n[', ']\r\n', '0\r\n\r\n']) {
      socket.write(piece);
      await sleep(random(12));
      if (socket.destroyed || random(15) === 0) return void socket.destroy();
    }
  }
}

function accept(socket: net.Socket, text: string): void {
  const head = text.slice(text.lastIndexOf(' HTTP/1.1\r\n'));
  const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1];
  if (key !== undefined && head.endsWith('\r\n\r\n') && random(4) > 0) {
    const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ${proof}\r\n\r\n`,
    );
    if (random(2) === 0) socket.write(pick('\x81\x02hi', '\x88\x02\x03\xe8', '\xff\xff\xff'), 'latin1');
    if (random(3) === 0) socket.destroy();
  } else void behave(socket);
}

/** Two services, every policy; `round` makes snapshots differ. */
function snapshot(ports: readonly number[], round: number): Snapshot {
  const shared = {
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: ports.map((Port) => ({ Host: '127.0.0.1', Port })),
    AuthenticationOptions: { AuthenticationProviderKeys: ['Key'] },
    RouteClaimsRequirement: { role: 'user' },
    AddHeadersToRequest: { 'X-Role': 'Claims[role] > value' },
    UpstreamHeaderTransform: { 'X-A': 'a,b' },
    DownstreamHeaderTransform: { 'X-B': 'b' },
    QoSOptions: { MinimumThroughput: 20, BreakDuration: 501, Timeout: 60 + round },
    RetryOptions: { Count: 2, Backoff: 5, Methods: ['GET', 'POST'] },
    DelegatingHandlers: ['Odd'],
    Timeout: 1,
  };
  const route = (Key: string, more: object) => ({
    ...shared,
    Key,
    UpstreamPathTemplate: `/${Key}/{id}`,
    DownstreamPathTemplate: `/${Key}/{id}`,
    ...more,
  });
  const concurrency = { Algorithm: 'Concurrency', Limit: limit, PartitionBy: ['route'] };
  const least = { Type: 'LeastConnection' };
  const content = {
    Authentication: {
      Schemes: { Key: { Type: 'ApiKey', Keys: [{ Name: 'ann', Value: 'k', Claims: { role: 'user' } }] } },
    },
    Routes: [
      route('a', { RateLimitOptions: concurrency, LoadBalancerOptions: least, CacheOptions: { TtlSeconds: 1 } }),
      route('b', {
        RateLimitOptions: { Limit: 100, Period: '1s', PartitionBy: ['route'] },
        LoadBalancerOptions: { Type: 'CookieStickySessions', Key: 's', Expiry: 1000 },
        CacheOptions: { TtlSeconds: 1, Mode: 'http' },
      }),
      route('c', { RateLimitOptions: concurrency, LoadBalancerOptions: least, DelegatingHandlers: [] }),
    ],
    Aggregates: [
      {
        UpstreamPathTemplate: '/all/{id}',
        RouteKeys: ['a', 'b', 'c'],
        RouteKeysConfig: [{ RouteKey: 'c', JsonPath: '$[*].id', Parameter: 'id' }],
      },
    ],
  };
  return compile(config.parse(content), round);
}

const extensions: Extensions = {
  hooks: {
    async PreAuthentication(context, next) {
      const kind = calm ? 9 : random(24);
      if (kind === 0) throw new Error('thrown');
      if (kind === 1) return;
      if (kind === 2) return new Promise(() => {});
      if (kind === 3) context.respond(200, {}, 'own');
      if (kind === 4) void next();
      else await next();
      if (kind === 5) throw new Error('thrown late');
      if (kind === 6) await sleep(random(30));
    },
    PreErrorResponder: (_context, next) => next(),
  },
  delegatingHandlers: {
    async Odd(request, next) {
      const kind = calm ? 9 : random(24);
      if (kind === 0) throw new Error('thrown');
      if (kind === 1) return new Promise(() => {});
      if (kind === 2) return new Response('own');
      if (kind === 3) void next(request);
      const response = await next(request);
      if (kind === 4) await response.text();
      if (kind === 5) return new Promise(() => {});
      if (kind === 6) await sleep(random(30));
      return response;
    },
  },
};

const upgrade =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';

/** One client that leaves when it likes. */
async function visit(port: number): Promise<void> {
  const socket = net.connect(port, '127.0.0.1').on('error', () => {});
  const left = new Promise<void>((resolve) => socket.on('close', () => resolve()));
  socket.resume();
  const path = `/${pick('a', 'a', 'b', 'b', 'c', 'all', 'none')}/${random(3)}`;
  const key = random(10) === 0 ? '' : 'X-Api-Key: k\r\n';
  const kind = random(10);
  const body = 'x'.repeat(random(3_000));
  const kept = `Host: x\r\n${key}`;
  let request = `${pick('GET', 'GET', 'GET', 'HEAD', 'DELETE')} ${path} HTTP/1.1\r\n${kept}\r\n`;
  if (kind === 0) request = `GET ${path} HTTP/1.1\r\n${kept}${upgrade}\r\n`;
  if (kind === 1) request = `POST ${path} HTTP/1.1\r\n${kept}Content-Length: ${body.length}\r\n\r\n${body}`;
  if (kind === 2) {
    const size = body.length.toString(16);
    const chunks = body === '' ? '' : `${size}\r\n${body}\r\n`;
    request = `POST ${path} HTTP/1.1\r\n${kept}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  }
  const cut = random(3) === 0 ? random(request.length) : request.length;
  socket.write(request.slice(0, cut));
  await sleep(random(20));
  if (random(2) === 0) socket.write(request.slice(cut));
  if (kind === 0 && random(2) === 0) socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5]));
  await Promise.race([left, sleep(random(random(3) === 0 ? 400 : 60))]);
  if (random(4) === 0) socket.resetAndDestroy();
  else socket.destroy();
  await left;
}

it(`has nothing left of clients, services and extensions that do as they like (FUZZ_SEED=${seed})`, async () => {
  process.on('uncaughtException', onFault).on('unhandledRejection', onFault);
  calm = false;
  const begun = vi.spyOn(Gateway.prototype, 'begin');
  const configured = vi.spyOn(AnswerCache.prototype, 'configure');
  const pools = vi.spyOn(Pools.prototype, 'get');
  const acquired = vi.spyOn(MemoryCounters.prototype, 'acquire');
  const released = vi.spyOn(MemoryCounters.prototype, 'release');
  for (let i = 0; i < 2; i++) services.push(await startRawService(accept));
  const ports = services.map(({ port }) => port);
  const plans = (round: number) => snapshot(ports, round).routes.map((plan) => ({ path: plan.name, plan }));
  const { routes: _, ...settings } = snapshot(ports, 0);
  const server = await startServer(plans(0), settings, { extensions });

  const end = Date.now() + longest;
  let left = clients;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (; left > 0 && Date.now() < end; left--) {
        if (left % 50 === 0) server.apply(plans(left), settings);
        await visit(server.port);
      }
    }),
  );

  const gateway = begun.mock.contexts[0] as Gateway;
  const cache = configured.mock.contexts[0] as AnswerCache;
  // A WebSocket whose service never answers the close frame lasts for 5 s.
  await until('no exchange is active', () => gateway.active === 0 && gateway.tunnels.size === 0, 8_000).catch(() => {});
  expect({ active: gateway.active, tunnels: gateway.tunnels.size }).toEqual({ active: 0, tunnels: 0 });
  expect({ flights: cache.flights.size, arriving: cache.arriving }).toEqual({ flights: 0, arriving: 0 });
  expect(acquired.mock.calls.length).toBeGreaterThan(0);
  expect(released.mock.calls.length).toBe(acquired.mock.calls.length);

  calm = true;
  server.apply(plans(1_000), settings);
  await sleep(600);
  const headers = { 'x-api-key': 'k', 'oc-cache-control': 'fresh' };
  const answers = await Promise.all(
    Array.from({ length: limit }, (_, i) => fetch(`${server.url}/c/calm${i}`, { headers })),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  for (const answer of answers) await answer.text();

  const before = Date.now();
  await server.drain(3_000);
  expect(Date.now() - before).toBeLessThan(2_000);
  const open = () => pools.mock.results.reduce((sum, { value }) => sum + value.openConnections, 0);
  await until('no pool has a connection', () => open() === 0, 2_000).catch(() => {});
  expect(open()).toBe(0);
  expect(faults).toEqual([]);
}, 25_000);
