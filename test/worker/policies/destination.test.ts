import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { LoadBalancer, OfferedDestination } from '../../../src/shared/extensions/load-balancer.js';
import { freePort } from '../../support/free-port.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { settings } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

/** A service that says its name; `/slow` begins an answer that ends with `finish`, `/silent` never answers. */
class Named {
  readonly server: http.Server;
  readonly open = new Set<http.ServerResponse>();
  readonly #sockets = new WebSocketServer({ noServer: true });
  port = 0;

  constructor(name: string) {
    this.server = http.createServer((request, response) => {
      response.setHeader('x-name', name);
      if (request.url === '/slow') {
        this.open.add(response.on('close', () => this.open.delete(response)));
        response.write(name);
      } else if (request.url !== '/silent') response.end(name);
      else this.open.add(response.on('close', () => this.open.delete(response)));
    });
    this.server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (client) => client.send(name));
    });
  }

  async listen(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  finish(): void {
    for (const response of this.open) response.end();
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const a = new Named('a');
const b = new Named('b');
let server: TestServer;

beforeAll(async () => {
  await Promise.all([a.listen(), b.listen()]);
});

afterAll(() => {
  a.close();
  b.close();
});

afterEach(async () => {
  a.finish();
  b.finish();
  await server.drain(500);
});

async function get(path = '/', headers = {}): Promise<{ status: number; text: string }> {
  const request = open(server.port, 'GET', path, headers);
  request.end();
  const answer = await answerTo(request);
  return { status: answer.statusCode!, text: await textOf(answer) };
}

/** Requests until one goes where it is expected: the end of a call is known at the client before the gateway. */
const untilNext = (name: string): Promise<unknown> =>
  until(`the next request at ${name}`, async () => (await get()).text === name);

describe('LeastConnection counts a call', () => {
  beforeEach(async () => {
    server = await startServer([{ balancer: 'LeastConnection', destinations: [a.port, b.port] }]);
  });

  it('until its body is at the client', async () => {
    const slow = open(server.port, 'GET', '/slow');
    slow.end();
    const answer = await answerTo(slow);
    expect([(await get()).text, (await get()).text]).toEqual(['b', 'b']);
    a.finish();
    expect(await textOf(answer)).toBe('a');
    await untilNext('a');
  });

  it('until its client leaves before the answer', async () => {
    const silent = open(server.port, 'GET', '/silent');
    silent.end();
    await until('the request at a', () => a.open.size === 1);
    expect((await get()).text).toBe('b');
    silent.destroy();
    await untilNext('a');
  });

  it('until its client leaves in the middle of the answer', async () => {
    const slow = open(server.port, 'GET', '/slow');
    slow.end();
    await answerTo(slow);
    expect((await get()).text).toBe('b');
    slow.destroy();
    await untilNext('a');
  });

  it('until the WebSocket that came of it is closed', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    const [name] = await once(socket, 'message');
    expect(String(name)).toBe('a');
    expect([(await get()).text, (await get()).text]).toEqual(['b', 'b']);
    socket.close();
    await untilNext('a');
  });

  it('over a change of the hosts', async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(socket, 'message');
    const balancer = { type: 'LeastConnection', name: 'same' } as const;
    server.apply([{ balancer, destinations: [a.port] }]);
    const second = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(second, 'message');
    server.apply([{ balancer, destinations: [a.port, b.port] }]);
    expect((await get()).text).toBe('b');
    socket.close();
    second.close();
    await untilNext('a');
  });
});

it('LeastConnection does not count a call that failed', async () => {
  const dead = await freePort();
  server = await startServer([{ balancer: 'LeastConnection', destinations: [dead, a.port] }]);
  const statuses = [(await get()).status, (await get()).status, (await get()).status];
  expect(statuses).toEqual([502, 502, 502]);
});

it.each(['RoundRobin', 'LeastConnection', 'Random', 'IpHash', 'CookieStickySessions'] as const)(
  '%s without a destination is 503',
  async (balancer) => {
    server = await startServer([{ balancer, destinations: [] }]);
    expect((await get()).status).toBe(503);
  },
);

it('goes on in turn when the hosts of a route change, and to no host that is gone', async () => {
  const balancer = { type: 'RoundRobin', name: 'same' } as const;
  server = await startServer([{ balancer, destinations: [a.port, b.port] }]);
  expect((await get()).text).toBe('a');
  server.apply([{ balancer, destinations: [b.port] }]);
  expect([(await get()).text, (await get()).text]).toEqual(['b', 'b']);
});

it('hashes a header to one host', async () => {
  server = await startServer([{ balancer: { type: 'HeaderHash', key: 'x-user' }, destinations: [a.port, b.port] }]);
  const users = Array.from({ length: 20 }, (_, i) => ({ 'x-user': `user ${i}` }));
  const first = await Promise.all(users.map((headers) => get('/', headers)));
  const second = await Promise.all(users.map((headers) => get('/', headers)));
  expect(second).toEqual(first);
  expect(new Set(first.map(({ text }) => text)).size).toBe(2);
});

describe('a balancer of an extension', () => {
  const released: OfferedDestination[] = [];

  async function custom(balancer: LoadBalancer, timeout = 90_000): Promise<void> {
    released.length = 0;
    const release = (one: OfferedDestination) => void released.push(one);
    server = await startServer(
      [{ balancer: { type: 'custom', custom: 'Own' }, destinations: [a.port, b.port], timeout }],
      settings({}, { accessLog: true }),
      { extensions: { loadBalancers: { Own: () => ({ release, ...balancer }) } } },
    );
  }

  it('chooses at once', async () => {
    await custom({ lease: ({ destinations, path }) => destinations[path === '/b' ? 1 : 0]! });
    expect([(await get('/b')).text, (await get('/')).text]).toEqual(['b', 'a']);
    expect(released.map(({ port }) => port)).toEqual([b.port, a.port]);
  });

  it('chooses later, by what the request brings', async () => {
    await custom({
      lease: async ({ destinations, header }) => {
        const wanted = Number(header('x-place'));
        await new Promise(setImmediate);
        return { ...destinations[wanted]!, host: '127.0.0.1', port: destinations[wanted]!.port, weight: 1 };
      },
    });
    expect((await get('/', { 'x-place': '1' })).text).toBe('b');
    const post = open(server.port, 'POST', '/', { 'x-place': '0', 'content-length': 4 });
    post.end('body');
    expect(await textOf(await answerTo(post))).toBe('a');
  });

  it('chooses later for a WebSocket, which it gets back when that is closed', async () => {
    await custom({ lease: async ({ destinations }) => destinations[1]! });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    expect(String((await once(socket, 'message'))[0])).toBe('b');
    expect(released).toEqual([]);
    socket.close();
    await until('the release', () => released.length === 1);
  });

  it.each<[string, LoadBalancer['lease'], number]>([
    ['has none to give', () => null, 503],
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      500,
    ],
    ['rejects', () => Promise.reject(new Error('broken')), 500],
    ['gives another host', () => ({ host: 'elsewhere', port: 1, weight: 1 }), 500],
  ])('that %s fails the request only', async (_name, lease, status) => {
    await custom({ lease });
    expect((await get()).status).toBe(status);
    expect((await get()).status).toBe(status);
  });

  it('whose release throws harms nobody', async () => {
    await custom({
      lease: ({ destinations }) => destinations[0]!,
      release: () => {
        throw new Error('broken');
      },
    });
    expect([(await get()).text, (await get()).text]).toEqual(['a', 'a']);
  });

  it('that never decides meets the timeout of the route', async () => {
    await custom({ lease: () => new Promise(() => {}) }, 200);
    expect((await get()).status).toBe(503);
  });

  it('that decides too late for its client gets the lease back', async () => {
    let decide = (): void => {};
    await custom({
      lease: ({ destinations }) =>
        new Promise((resolve) => {
          decide = () => resolve(destinations[0]!);
        }),
    });
    const leaving = open(server.port, 'GET', '/');
    leaving.end();
    const asked = decide;
    await until('the question', () => decide !== asked);
    leaving.destroy();
    await until('the end of the request', () =>
      server.log.some(({ fields }) => fields['http.response.status_code'] === 499),
    );
    decide();
    await until('the release', () => released.length === 1);
  });

  it('that nobody has does not link', async () => {
    const route = { balancer: { type: 'custom', custom: 'Missing' }, destinations: [a.port] } as const;
    await expect(startServer([route])).rejects.toThrow('no extension has the load balancer Missing');
  });
});
