import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import type { BalancerPlan } from '../../../src/shared/policies/balancer.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { plainAggregation, routePlan, settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startServer, type TestServer } from '../../support/server.js';

const services: http.Server[] = [];
let a: number;
let b: number;
let server: TestServer;

/** Says its name, and sets what `x-set` asks for as cookies. */
async function named(name: string): Promise<number> {
  const sockets = new WebSocketServer({ noServer: true });
  const service = http.createServer((request, response) => {
    const set = request.headers['x-set'];
    if (set !== undefined) response.setHeader('set-cookie', String(set).split('|'));
    response.end(name);
  });
  service.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (client) => client.send(name));
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  services.push(service);
  return (service.address() as AddressInfo).port;
}

beforeAll(async () => {
  a = await named('a');
  b = await named('b');
});

afterAll(() => {
  for (const service of services) {
    service.closeAllConnections();
    service.close();
  }
});

afterEach(() => server.drain(500));

const sticky: Partial<BalancerPlan> = {
  type: 'CookieStickySessions',
  name: 'CookieStickySessions:sid',
  key: 'sid',
  expiry: 60_000,
};

const shop = (destinations: readonly number[], more: Partial<BalancerPlan> = {}) => ({
  path: '/{everything}',
  balancer: { ...sticky, ...more },
  destinations,
});

interface Seen {
  readonly text: string;
  /** The values of `Set-Cookie`. */
  readonly set: readonly string[];
}

async function get(cookie: string | null, headers: http.OutgoingHttpHeaders = {}, path = '/'): Promise<Seen> {
  const request = open(server.port, 'GET', path, cookie === null ? headers : { ...headers, cookie });
  request.end();
  const answer: IncomingMessage = await answerTo(request);
  return { text: await textOf(answer), set: answer.headers['set-cookie'] ?? [] };
}

const cookieOf = (set: readonly string[]): string => set[0]!.split(';')[0]!;

describe('a session', () => {
  it('stays where its first request went', async () => {
    server = await startServer([shop([a, b])]);
    const seen: string[] = [];
    for (const cookie of ['sid=1', 'x=1; sid=2', 'sid=1', 'sid=2;x', ' sid = 1 ']) seen.push((await get(cookie)).text);
    expect(seen).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('is found in a second line of cookies', async () => {
    server = await startServer([shop([a, b])]);
    await get('sid=1');
    const seen: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { text } = await raw(server.port, 'GET / HTTP/1.1\r\nHost: g\r\nCookie: x=1\r\nCookie: sid=2\r\n\r\n');
      seen.push(text.at(-1)!);
    }
    expect(seen).toEqual(['b', 'b', 'b']);
  });

  it('is one although its first requests come at the same time', async () => {
    server = await startServer([shop([a, b])]);
    const seen = await Promise.all(Array.from({ length: 10 }, () => get('sid=1')));
    expect(new Set(seen.map(({ text }) => text))).toEqual(new Set(['a']));
  });

  it('is told apart from others by the whole of a long value', async () => {
    server = await startServer([shop([a, b])]);
    const long = 'x'.repeat(3_000);
    const seen: string[] = [];
    for (const end of ['1', '2', '1', '2']) seen.push((await get(`sid=${long}${end}`)).text);
    expect(seen).toEqual(['a', 'b', 'a', 'b']);
  });

  it('goes elsewhere when its host is gone, and stays there', async () => {
    server = await startServer([shop([a, b])]);
    expect((await get('sid=1')).text).toBe('a');
    server.apply([shop([b])]);
    expect((await get('sid=1')).text).toBe('b');
    server.apply([shop([a, b])]);
    expect([(await get('sid=1')).text, (await get('sid=1')).text]).toEqual(['b', 'b']);
  });

  it('outlives a change of other hosts', async () => {
    server = await startServer([shop([a])]);
    await get('sid=1');
    server.apply([shop([b, a])]);
    for (let i = 0; i < 4; i++) expect((await get('sid=1')).text).toBe('a');
  });

  it('ends when nobody has used it for its time', async () => {
    server = await startServer([shop([a, b], { expiry: 300 })]);
    expect((await get('sid=1')).text).toBe('a');
    await sleep(600);
    expect((await get('sid=1')).text).toBe('b');
  });

  it('is shared by routes with its cookie, each with its own hosts', async () => {
    const own = (path: string, destinations: readonly number[]) => ({ ...shop(destinations), path });
    server = await startServer([own('/one', [a, b]), own('/two', [b, a]), own('/three', [b])]);
    const seen: string[] = [];
    for (const path of ['/one', '/two', '/three', '/one', '/two', '/three'])
      seen.push((await get('sid=1', {}, path)).text);
    expect(seen.filter((_, i) => i % 3 === 2)).toEqual(['b', 'b']);
    expect(seen[1]).toBe(seen[0]);
    expect(seen[4]).toBe(seen[3]);
  });
});

describe('a cookie that the service sets', () => {
  it('belongs to the host that set it', async () => {
    server = await startServer([shop([a, b])]);
    expect((await get(null)).text).toBe('a');
    const { text, set } = await get(null, { 'x-set': 'other=1|sid=new; Path=/' });
    expect([text, set]).toEqual(['b', ['other=1', 'sid=new; Path=/']]);
    for (let i = 0; i < 3; i++) expect((await get('sid=new')).text).toBe('b');
  });

  it('takes the session of a client along when it changes', async () => {
    server = await startServer([shop([a, b])]);
    await get('sid=1');
    expect((await get('sid=2', { 'x-set': 'sid=3' })).text).toBe('b');
    expect([(await get('sid=3')).text, (await get('sid=3')).text]).toEqual(['b', 'b']);
  });

  it('that it removes begins no session', async () => {
    server = await startServer([shop([a, b])]);
    expect((await get(null, { 'x-set': 'sid=; Max-Age=0' })).set).toEqual(['sid=; Max-Age=0']);
  });
});

describe('a cookie of the gateway', () => {
  it('is set when neither side brings one, and keeps the client where it is', async () => {
    server = await startServer([shop([a, b])]);
    const first = await get(null);
    const second = await get('other=1');
    expect(first.set).toEqual([expect.stringMatching(/^sid=[\w-]{22}; Path=\/; HttpOnly; SameSite=Lax$/)]);
    expect([first.text, second.text]).toEqual(['a', 'b']);
    expect(cookieOf(second.set)).not.toBe(cookieOf(first.set));
    for (let i = 0; i < 3; i++) {
      expect(await get(cookieOf(second.set))).toEqual({ text: 'b', set: [] });
      expect(await get(cookieOf(first.set))).toEqual({ text: 'a', set: [] });
    }
  });

  it('takes no memory while its client does not come back', async () => {
    const worker = new MemoryCounters(() => performance.now(), 1);
    server = await startServer([shop([a, b])], settings(), { counters: { worker } });
    expect((await get('sid=1')).text).toBe('a');
    for (let i = 0; i < 4; i++) await get(null);
    expect((await get('sid=1')).text).toBe('a');
  });

  it('leads to the same host on a worker that has not seen it', async () => {
    server = await startServer([shop([b, a])]);
    await get(null);
    const { text, set } = await get(null);
    server.apply([shop([b, a], { name: 'CookieStickySessions:fresh' })]);
    expect(text).toBe('a');
    expect((await get(cookieOf(set))).text).toBe('a');
  });

  it('begins anew when nobody has used it for its time', async () => {
    server = await startServer([shop([a, b], { expiry: 300 })]);
    const { text, set } = await get(null);
    await sleep(600);
    expect([text, (await get(cookieOf(set))).text]).toEqual(['a', 'b']);
  });

  it('is not set for a client that has one, known or not', async () => {
    server = await startServer([shop([a, b])]);
    expect((await get('sid=mine')).set).toEqual([]);
  });

  it('does not go to clients of aggregates', async () => {
    const member = routePlan(shop([a, b]));
    const aggregate = { members: [{ key: 'x', route: member }], aggregation: plainAggregation };
    server = await startServer([{ path: '/all', plan: aggregate }]);
    expect((await get(null, {}, '/all')).set).toEqual([]);
  });

  it('comes with the answer to a WebSocket handshake', async () => {
    server = await startServer([shop([a, b])]);
    const connect = async (headers: Record<string, string>): Promise<[string, string[]]> => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`, { headers });
      const [[answer], [name]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'message')]);
      socket.close();
      return [String(name), (answer as IncomingMessage).headers['set-cookie'] ?? []];
    };
    const [first, set] = await connect({});
    expect(first).toBe('a');
    expect(await connect({ cookie: cookieOf(set) })).toEqual(['a', []]);
  });
});
