import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { CachePlan } from '../../../src/shared/policies/cache.js';
import { cachePlan } from '../../support/cache-plan.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { type RouteSketch, routePlan, settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startRawService } from '../../support/raw-service.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';

/** Milliseconds for a first byte on a busy machine. */
const patience = 5_000;
const closers: (() => unknown)[] = [];
let service: Service;
/** Requests that the service got: method and URL. */
let calls: string[];
let answer: (request: IncomingMessage, response: ServerResponse, call: number) => void;

beforeEach(async () => {
  calls = [];
  answer = (_request, response, call) => response.end(`answer ${call}`);
  service = await startService((request, response) => {
    const call = calls.push(`${request.method} ${request.url}`);
    request.resume().on('end', () => answer(request, response, call));
  });
  closers.push(() => service.close());
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gateway(routes: readonly RouteSketch[], plan = settings()): Promise<TestServer> {
  const server = await startServer(routes, plan);
  closers.push(() => server.drain(100));
  return server;
}

/** A gateway whose one route is cached. */
const cached = (more: Partial<CachePlan> = {}, sketch: RouteSketch = {}, plan = settings()): Promise<TestServer> =>
  gateway([{ ...sketch, destinations: [service.port], plan: { cache: cachePlan(more), ...sketch.plan } }], plan);

async function send(server: TestServer, path = '/a', init: RequestInit = {}): Promise<string> {
  const answered = await fetch(server.url + path, init);
  return answered.text();
}

it('keeps status, fields and body, and applies the transforms again', async () => {
  answer = (_request, response, call) =>
    response.writeHead(201, 'Freshly Made', { 'X-Call': call, 'X-Old': 'y', 'X-Caf': 'caf\xe9' }).end('bread');
  const responseHeaders = headerPlan({ 'X-Old': 'y, new', 'X-Host': '{UpstreamHost}' }, 'response');
  const server = await cached({}, { plan: { responseHeaders } });
  await send(server);
  const { text } = await raw(server.port, 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n', patience);
  expect(text).not.toMatch(/x-call: 1/i);
  const again = await raw(server.port, 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n', patience);
  expect(calls).toHaveLength(2);
  expect(again.text).toMatch(/^HTTP\/1\.1 201 Freshly Made\r\n/);
  for (const line of ['X-Call: 2', 'X-Old: new', 'X-Caf: caf\xe9', 'X-Host: h', 'Content-Length: 5'])
    expect(again.text.toLowerCase()).toContain(`\r\n${line.toLowerCase()}\r\n`);
  expect(again.text).toMatch(/\r\n\r\nbread$/);
});

it('sends an answer that came in chunks with its length, also one longer than a read', async () => {
  const body = 'x'.repeat(300_000);
  answer = (_request, response) => {
    response.write(body.slice(0, 9));
    response.end(body.slice(9));
  };
  const server = await cached();
  expect(await send(server)).toBe(body);
  const again = await fetch(`${server.url}/a`);
  expect([again.headers.get('content-length'), again.headers.get('transfer-encoding')]).toEqual(['300000', null]);
  expect(await again.text()).toBe(body);
  expect(calls).toHaveLength(1);
});

it.each([
  ['none', Buffer.alloc(0)],
  ['ASCII', Buffer.from('plain')],
  ['UTF-8', Buffer.from('caf\u00e9 \u2615')],
  ['any bytes', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
])('gives back a body of %s byte for byte', async (_name, body) => {
  answer = (_request, response) => response.end(body);
  const server = await cached();
  await send(server);
  const again = await fetch(`${server.url}/a`);
  expect(Buffer.from(await again.arrayBuffer())).toEqual(body);
  expect(calls).toHaveLength(1);
});

it('has an entry of its own per method, host, query, header value and route', async () => {
  const by = (value: string): [string, string][] => [['x-kind', value]];
  const server = await gateway([
    { path: '/a', destinations: [service.port], headerTemplates: by('1'), plan: { id: 'one', cache: cachePlan() } },
    { path: '/a', destinations: [service.port], headerTemplates: by('2'), plan: { id: 'two', cache: cachePlan() } },
  ]);
  const requests: [string, RequestInit][] = [
    ['/a', { headers: { 'x-kind': '1' } }],
    ['/a', { headers: { 'x-kind': '2' } }],
    ['/a?x=1', { headers: { 'x-kind': '1' } }],
    ['/a', { headers: { 'x-kind': '1' }, method: 'POST' }],
    ['/a', { headers: { 'x-kind': '1', 'OC-Cache-Control': 'v2' } }],
  ];
  const first = [];
  for (const [path, init] of requests) first.push(await send(server, path, init));
  expect(new Set(first).size).toBe(requests.length);
  for (const [index, [path, init]] of requests.entries()) expect(await send(server, path, init)).toBe(first[index]);
  expect(calls).toHaveLength(requests.length);
});

it('gives members of an aggregate entries of their own', async () => {
  answer = (request, response) => response.end(JSON.stringify(request.url));
  const member = (to: string) => ({
    key: to,
    route: routePlan({ path: '/all/{id}', to, destinations: [service.port], plan: { id: to, cache: cachePlan() } }),
  });
  const server = await gateway([{ path: '/all/{id}', plan: { members: [member('/x/{id}'), member('/y/{id}')] } }]);
  for (let i = 0; i < 2; i++)
    expect(JSON.parse(await send(server, '/all/1'))).toEqual({ '/x/{id}': '/x/1', '/y/{id}': '/y/1' });
  expect(calls).toHaveLength(2);
});

describe('what is not kept', () => {
  it.each<[string, (response: ServerResponse) => void]>([
    ['an error', (response) => response.writeHead(500).end('x')],
    ['a part', (response) => response.writeHead(206, { 'Content-Range': 'bytes 0-0/2' }).end('x')],
    ['Vary: *', (response) => response.writeHead(200, { Vary: 'Accept, *' }).end('x')],
    ['more than MaxEntryBytes', (response) => response.end('x'.repeat(2_000))],
    [
      'more than MaxEntryBytes in chunks',
      (response) => {
        response.write('x');
        response.end('x'.repeat(2_000));
      },
    ],
    ['what ends with the connection', (response) => response.removeHeader('x')],
  ])('%s', async (name, write) => {
    answer = (_request, response) => {
      if (name.startsWith('what ends')) response.socket!.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhalf');
      else write(response);
    };
    const server = await cached({}, {}, settings({}, { cache: { maxBytes: 10_000, maxEntryBytes: 1_000 } }));
    await send(server);
    await send(server);
    expect(calls).toHaveLength(2);
  });

  it('what comes while others that fill the cache are coming', async () => {
    const held: ServerResponse[] = [];
    answer = (_request, response) => {
      held.push(response);
      response.writeHead(200, { 'Content-Length': 6_000 }).write('x'.repeat(5_900));
    };
    const server = await cached({}, {}, settings({}, { cache: { maxBytes: 14_000, maxEntryBytes: 6_000 } }));
    const paths = ['/a', '/b', '/c'];
    const coming = [];
    for (const path of paths) {
      const got = (await fetch(server.url + path)).body!.getReader();
      for (let size = 0; size < 5_900; ) size += (await got.read()).value!.length;
      coming.push(got);
    }
    answer = (_request, response) => response.end();
    held[2]!.end('x'.repeat(100));
    while (!(await coming[2]!.read()).done);
    await send(server, '/c');
    expect(calls).toHaveLength(4);
    for (const response of held) response.end('x'.repeat(100));
    for (const got of coming.slice(0, 2)) while (!(await got.read()).done);
    await send(server, '/a');
    expect(calls).toHaveLength(4);
  });

  it('an answer that broke off', async () => {
    answer = (_request, response, call) => {
      response.writeHead(200, { 'Content-Length': 10 });
      if (call === 1) response.write('half', () => response.destroy());
      else response.end('0123456789');
    };
    const server = await cached();
    await expect(send(server)).rejects.toThrow();
    expect(await send(server)).toBe('0123456789');
    expect(await send(server)).toBe('0123456789');
    expect(calls).toHaveLength(2);
  });

  it('a failure of the gateway', async () => {
    answer = (_request, response, call) => (call === 1 ? response.destroy() : response.end('well'));
    const server = await cached({ statuses: [{ first: 100, last: 599 }] });
    expect((await fetch(`${server.url}/a`, { method: 'POST' })).status).toBe(502);
    expect(await send(server, '/a', { method: 'POST' })).toBe('well');
  });

  it('an answer to a request for a range, which is not answered from the cache either', async () => {
    const server = await cached();
    await send(server);
    await send(server, '/a', { headers: { Range: 'bytes=0-1' } });
    await send(server, '/b', { headers: { Range: 'bytes=0-1' } });
    await send(server, '/b');
    expect(calls).toHaveLength(4);
  });

  it('cookies, while the rest is', async () => {
    answer = (_request, response) =>
      response.writeHead(200, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Kept': 'yes' }).end('hello');
    const server = await cached();
    expect((await fetch(`${server.url}/a`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    const again = await fetch(`${server.url}/a`);
    expect([again.headers.getSetCookie(), again.headers.get('x-kept')]).toEqual([[], 'yes']);
    expect(calls).toHaveLength(1);
  });
});

it('keeps the statuses that it is told to', async () => {
  answer = (_request, response) => response.writeHead(404).end();
  const server = await cached({ statuses: [{ first: 404, last: 404 }] });
  await send(server);
  expect((await fetch(`${server.url}/a`)).status).toBe(404);
  expect(calls).toHaveLength(1);
});

it('keeps an answer for its time and no longer', async () => {
  const server = await cached({ ttl: 1_500 });
  expect(await send(server)).toBe('answer 1');
  expect(await send(server)).toBe('answer 1');
  await new Promise((resolve) => setTimeout(resolve, 1_700));
  expect(await send(server)).toBe('answer 2');
});

it('serves an answer only to requests with the values that it varies on', async () => {
  answer = (request, response) =>
    response.writeHead(200, { Vary: 'Accept-Language' }).end(request.headers['accept-language']);
  const server = await cached();
  const ask = (language: string) => send(server, '/a', { headers: { 'Accept-Language': language } });
  expect([await ask('de'), await ask('en'), await ask('de'), await ask('en')]).toEqual(['de', 'en', 'de', 'en']);
  expect(calls).toHaveLength(2);
});

it('answers HEAD with the length that the service told', async () => {
  answer = (_request, response) => response.writeHead(200, { 'Content-Length': 1234 }).end();
  const server = await cached();
  const head = 'HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n';
  await raw(server.port, head, patience);
  const { text } = await raw(server.port, `${head}${head}`, patience);
  expect(text.match(/content-length: 1234/gi)).toHaveLength(2);
  expect(calls).toHaveLength(1);
});

describe('request bodies', () => {
  const post = (server: TestServer, body: string) => send(server, '/a', { method: 'POST', body });

  beforeEach(() => {
    answer = (request, response, call) => response.end(`${call}, ${request.headers['content-length']}`);
  });

  it('are part of the key when asked for, and reach the service', async () => {
    const server = await cached({ hashesBody: true });
    expect([await post(server, 'tom'), await post(server, 'laura')]).toEqual(['1, 3', '2, 5']);
    expect([await post(server, 'tom'), await post(server, 'laura')]).toEqual(['1, 3', '2, 5']);
  });

  it('are no part of it otherwise', async () => {
    const server = await cached();
    expect([await post(server, 'tom'), await post(server, 'laura')]).toEqual(['1, 3', '1, 3']);
  });

  it('go past the cache when they are too long for a key, or of unknown length', async () => {
    const server = await cached(
      { hashesBody: true },
      {},
      settings({}, { cache: { maxBytes: 10_000, maxEntryBytes: 100 } }),
    );
    const long = 'x'.repeat(200);
    expect([await post(server, long), await post(server, long)]).toEqual(['1, 200', '2, 200']);
    for (const call of [3, 4]) {
      const request = open(server.port, 'POST', '/a', { 'Transfer-Encoding': 'chunked' });
      request.end('tom');
      expect(await textOf(await answerTo(request))).toBe(`${call}, undefined`);
    }
  });
});

it('lets a WebSocket pass', async () => {
  const echo = new WebSocketServer({ port: 0 });
  closers.push(() => echo.close());
  echo.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  const { port } = echo.address() as { port: number };
  const server = await gateway([{ destinations: [port], scheme: 'ws', plan: { cache: cachePlan() } }]);
  for (let i = 0; i < 2; i++) {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/a`);
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('hi');
    expect(String(await new Promise((resolve) => socket.once('message', resolve)))).toBe('hi');
    socket.terminate();
  }
});

it('keeps what it has across snapshots, but not of a region that is gone for a while', async () => {
  const sketch = (region: string): RouteSketch => ({
    destinations: [service.port],
    plan: { cache: cachePlan({ region }) },
  });
  const server = await gateway([sketch('r')]);
  await send(server);
  server.apply([sketch('r')]);
  expect(await send(server)).toBe('answer 1');
  server.apply([sketch('other')]);
  expect(await send(server)).toBe('answer 2');
  server.apply([sketch('r')]);
  expect(await send(server)).toBe('answer 3');
});

it('answers a hit before the body of the request is there', async () => {
  const server = await cached();
  const head = 'POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n';
  await raw(server.port, `${head}abcde`, patience);
  expect((await raw(server.port, `${head}ab`, patience)).text).toMatch(/\r\n\r\nanswer 1$/);
});

it('does not keep the half of an answer when the client leaves', async () => {
  const stalled = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
  });
  closers.push(() => stalled.close());
  const server = await gateway([{ destinations: [stalled.port], plan: { cache: cachePlan() } }]);
  await raw(server.port, 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n', patience);
  await raw(server.port, 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n', patience);
  expect(stalled.received.filter((text) => text !== '').length).toBe(2);
});
