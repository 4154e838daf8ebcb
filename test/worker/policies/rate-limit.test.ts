import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { RateLimitOptions } from '../../../src/shared/config/rate-limit-options.js';
import { open as openRequest } from '../../support/http-client.js';
import { type RouteSketch, routePlan } from '../../support/plans.js';
import { rateLimitPlan } from '../../support/rate-limit-plan.js';
import { raw } from '../../support/raw.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';
import { until } from '../../support/until.js';

let service: Service;
let server: TestServer;
/** Answers that the service holds back. */
const held: (() => void)[] = [];
let calls = 0;

const limited = (path: string, options: Partial<RateLimitOptions>, more: RouteSketch = {}): RouteSketch => ({
  path,
  destinations: [service.port],
  ...more,
  plan: { rateLimit: rateLimitPlan(path, { Period: '10m', ...options }), ...more.plan },
});

beforeAll(async () => {
  service = await startService((request, response) => {
    calls += 1;
    if (request.url!.endsWith('?hold')) held.push(() => response.end('late'));
    else response.end('ok');
  });
  new WebSocketServer({ server: service.server });
  const one = { Limit: 1 };
  server = await startServer([
    limited('/two', { Limit: 2 }),
    limited('/dead', { Limit: 5 }, { destinations: [1] }),
    limited('/{any}/wait', { Limit: 1, Period: '1m', Wait: '90s' }),
    limited('/silent', { Limit: 1, EnableHeaders: false }),
    limited('/list', { Limit: 1, ClientWhitelist: ['vip', 'a,b'] }),
    limited('/open-list', { Limit: 1, ClientWhitelist: [''] }),
    limited('/text', { Limit: 1, StatusCode: 420, QuotaMessage: '{"a":{0},"b":"{1}","c":{2}}' }),
    limited('/draft', { Limit: 2, Period: '90s', DraftHeaders: true }),
    limited('/only-draft', { Limit: 1, Period: '90s', DraftHeaders: true, EnableHeaders: false }),
    limited('/draft-flight', { Limit: 1, Algorithm: 'Concurrency', DraftHeaders: true }),
    limited('/ip', { ...one, PartitionBy: ['ip'] }),
    limited('/route', { ...one, PartitionBy: ['route'] }),
    limited('/tenant', { ...one, PartitionBy: ['header:X-Tenant'] }),
    limited('/pair', { ...one, PartitionBy: ['header:X-A', 'header:X-B'] }),
    limited('/claim', { ...one, PartitionBy: ['claim:sub'] }),
    limited('/sliding', { ...one, Algorithm: 'SlidingWindow' }),
    limited('/bucket', { ...one, Algorithm: 'TokenBucket', Period: '40s' }),
    limited('/held', { ...one, Algorithm: 'Concurrency', PartitionBy: ['route'] }),
    limited('/socket', { ...one, Algorithm: 'Concurrency' }),
    limited('/socket-window', one),
    {
      path: '/both',
      plan: {
        members: [
          { key: 'a', route: routePlan(limited('/member-a', { Limit: 2 })) },
          { key: 'b', route: routePlan({ path: '/member-b', destinations: [service.port] }) },
        ],
      },
    },
  ]);
});

afterAll(async () => {
  await server?.drain(100);
  await service?.close();
});

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

async function ask(path: string, client: string | null = 'c1', fields = '', method = 'GET'): Promise<Answer> {
  const id = client === null ? '' : `Oc-Client: ${client}\r\n`;
  const { text } = await raw(server.port, `${method} ${path} HTTP/1.1\r\nHost: g\r\n${id}${fields}\r\n`, 5_000);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return { status: Number(text.slice(9, 12)), head, body };
}

const statusOf = async (...request: Parameters<typeof ask>): Promise<number> => (await ask(...request)).status;

function fieldOf({ head }: Answer, name: string): string | null {
  return new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? null;
}

describe('what answers say', () => {
  it('limit, rest and end of the window when it was allowed', async () => {
    const answer = await ask('/two', 'says');
    expect(fieldOf(answer, 'X-RateLimit-Limit')).toBe('2');
    expect(fieldOf(answer, 'X-RateLimit-Remaining')).toBe('1');
    const reset = fieldOf(answer, 'X-RateLimit-Reset')!;
    expect(reset).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/);
    expect(Math.abs(Date.parse(reset) - Date.now() - 600_000)).toBeLessThan(20_000);
    expect(fieldOf(await ask('/two', 'says'), 'X-RateLimit-Reset')).toBe(reset);
  });

  it('the same when the service cannot be reached', async () => {
    const answer = await ask('/dead');
    expect([answer.status, fieldOf(answer, 'X-RateLimit-Remaining')]).toEqual([502, '4']);
  });

  it('whole seconds to wait and no type when it was refused', async () => {
    await ask('/two', 'refused');
    await ask('/two', 'refused');
    const before = calls;
    const answer = await ask('/two', 'refused');
    expect(answer).toMatchObject({ status: 429, body: 'API calls quota exceeded! Maximum admitted 2 per 10m.' });
    expect(fieldOf(answer, 'Retry-After')).toMatch(/^(600|5\d\d)$/);
    expect(answer.head).not.toMatch(/content-type|x-ratelimit/i);
    expect(calls).toBe(before);
  });

  it('nothing without EnableHeaders', async () => {
    const answers = [await ask('/silent'), await ask('/silent')];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    for (const { head } of answers) expect(head).not.toMatch(/ratelimit|retry-after/i);
  });

  it('the status and the text of the route, in which only {0} and {1} are replaced', async () => {
    await ask('/text');
    expect(await ask('/text')).toMatchObject({ status: 420, body: '{"a":1,"b":"10m","c":{2}}' });
    const toHead = await ask('/text', 'c1', '', 'HEAD');
    expect(toHead).toMatchObject({ status: 420, body: '' });
    expect(toHead.head).toMatch(/^content-length: 25$/im);
  });

  it('the fields of the IETF draft, if asked for', async () => {
    const [first, , refused] = [await ask('/draft'), await ask('/draft'), await ask('/draft')];
    expect(fieldOf(first, 'RateLimit-Policy')).toBe('"default";q=2;w=90');
    expect(fieldOf(first, 'RateLimit')).toMatch(/^"default";r=1;t=(90|8\d)$/);
    expect(fieldOf(first, 'X-RateLimit-Limit')).toBe('2');
    expect(fieldOf(refused, 'RateLimit-Policy')).toBe('"default";q=2;w=90');
    expect(fieldOf(refused, 'RateLimit')).toMatch(/^"default";r=0;t=(90|8\d)$/);
    expect(fieldOf(refused, 'Retry-After')).toMatch(/^(90|8\d)$/);
  });

  it('only those, if the others are off', async () => {
    const answers = [await ask('/only-draft'), await ask('/only-draft')];
    for (const answer of answers) {
      expect(answer.head).not.toMatch(/x-ratelimit|retry-after/i);
      expect(fieldOf(answer, 'RateLimit-Policy')).toBe('"default";q=1;w=90');
    }
  });

  it('no window for calls in flight', async () => {
    const answer = await ask('/draft-flight');
    expect(fieldOf(answer, 'RateLimit-Policy')).toBe('"default";q=1;qu="concurrent-requests"');
    expect(fieldOf(answer, 'RateLimit')).toBe('"default";r=0');
  });
});

describe('who counts', () => {
  it('a client without id is refused, and told by which rule', async () => {
    for (const client of [null, '', ' \t ']) {
      const answer = await ask('/7/wait', client);
      expect(answer).toMatchObject({
        status: 503,
        body: "Rate limiting client could not be identified for the route '/{any}/wait' due to a missing or unknown client ID header required by rule '1/1m/w90s'!",
      });
      expect(answer.head).not.toMatch(/retry-after|ratelimit/i);
    }
  });

  it('every client by itself, in several header lines too', async () => {
    expect([await statusOf('/8/wait', 'a'), await statusOf('/9/wait', 'b'), await statusOf('/8/wait', 'a')]).toEqual([
      200, 200, 429,
    ]);
    expect(await statusOf('/list', 'a', 'Oc-Client: b\r\n')).toBe(200);
    expect(await statusOf('/list', 'a', 'Oc-Client: b\r\n')).toBe(200);
  });

  it('nobody on the whitelist, in exactly this spelling', async () => {
    for (let i = 0; i < 3; i++) {
      const answer = await ask('/list', 'vip');
      expect(answer.status).toBe(200);
      expect(answer.head).not.toMatch(/ratelimit/i);
    }
    expect([await statusOf('/list', 'VIP'), await statusOf('/list', 'VIP')]).toEqual([200, 429]);
  });

  it('nobody without an id where the whitelist has the empty one', async () => {
    expect([await statusOf('/open-list', null), await statusOf('/open-list', null)]).toEqual([200, 200]);
  });

  it('OPTIONS like every method', async () => {
    expect(await statusOf('/sliding', 'options', '', 'OPTIONS')).toBe(200);
    expect(await statusOf('/sliding', 'options')).toBe(429);
  });

  it('an address, whatever clients call themselves', async () => {
    expect([await statusOf('/ip', 'x'), await statusOf('/ip', 'y'), await statusOf('/ip', null)]).toEqual([
      200, 429, 429,
    ]);
  });

  it('all together by route', async () => {
    expect([await statusOf('/route', 'x'), await statusOf('/route', null)]).toEqual([200, 429]);
  });

  it('a header, and those without it together', async () => {
    const tenant = (name: string) => statusOf('/tenant', null, `X-Tenant: ${name}\r\n`);
    expect([await tenant('a'), await tenant('b'), await tenant('a')]).toEqual([200, 200, 429]);
    expect([await statusOf('/tenant', null), await statusOf('/tenant', null)]).toEqual([200, 429]);
  });

  it('two headers together, of which none can pretend to be both', async () => {
    const pair = (a: string, b: string) => statusOf('/pair', null, `X-A: ${a}\r\nX-B: ${b}\r\n`);
    expect([await pair('1', '2'), await pair('1', '2')]).toEqual([200, 429]);
    expect(await pair('2', '1')).toBe(200);
    expect(await pair('a1:b', 'c')).toBe(200);
    expect(await pair('a', 'b1:c')).toBe(200);
  });

  it('everybody without a claim together', async () => {
    expect([await statusOf('/claim', 'x'), await statusOf('/claim', 'y')]).toEqual([200, 429]);
  });

  it('very long ids by themselves', async () => {
    const id = 'x'.repeat(3_000);
    expect([
      await statusOf('/sliding', `${id}1`),
      await statusOf('/sliding', `${id}2`),
      await statusOf('/sliding', `${id}1`),
    ]).toEqual([200, 200, 429]);
  });
});

it('a token bucket says when the next token comes', async () => {
  expect(await statusOf('/bucket')).toBe(200);
  const refused = await ask('/bucket');
  expect([refused.status, fieldOf(refused, 'Retry-After')]).toEqual([429, expect.stringMatching(/^(40|3\d)$/)]);
});

it('keeps counting over a reload, unless the rule changes', async () => {
  const other = await startServer([limited('/reloaded', { Limit: 1 })]);
  const get = async () =>
    (await raw(other.port, 'GET /reloaded HTTP/1.1\r\nHost: g\r\nOc-Client: c\r\n\r\n', 5_000)).text.slice(9, 12);
  expect([await get(), await get()]).toEqual(['200', '429']);
  other.apply([limited('/reloaded', { Limit: 1 })]);
  expect(await get()).toBe('429');
  other.apply([limited('/reloaded', { Limit: 2 })]);
  expect(await get()).toBe('200');
  other.apply([limited('/reloaded', { Limit: 2, Algorithm: 'TokenBucket' })]);
  expect([await get(), await get(), await get()]).toEqual(['200', '200', '429']);
  await other.drain(100);
});

describe('calls in flight', () => {
  const next = () => until('the service has the call', () => held.shift());

  it('are refused over the limit, until one has its answer', async () => {
    const first = ask('/held?hold');
    const answer = await next();
    expect(await ask('/held')).toMatchObject({
      status: 429,
      body: 'API calls quota exceeded! Maximum admitted 1 at the same time.',
    });
    answer();
    expect((await first).body).toBe('late');
    expect([await statusOf('/held'), await statusOf('/held')]).toEqual([200, 200]);
  });

  it('end when the client leaves', async () => {
    const leaving = openRequest(server.port, 'GET', '/held?hold');
    leaving.end();
    await next();
    expect(await statusOf('/held', null)).toBe(429);
    leaving.destroy();
    await until('the place is free', async () => (await statusOf('/held')) === 200);
  });

  it('end when the service cannot be reached', async () => {
    const other = await startServer([limited('/dead', { Limit: 1, Algorithm: 'Concurrency' }, { destinations: [1] })]);
    const get = async () =>
      (await raw(other.port, 'GET /dead HTTP/1.1\r\nHost: g\r\nOc-Client: c\r\n\r\n', 5_000)).text.slice(9, 12);
    expect([await get(), await get()]).toEqual(['502', '502']);
    await other.drain(100);
  });
});

describe('WebSockets', () => {
  const open = (path: string) =>
    new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers: { 'Oc-Client': 'ws' } });

  it('are counted, and told so', async () => {
    const socket = open('/socket-window');
    const [[answer]] = await Promise.all([once(socket, 'upgrade'), once(socket, 'open')]);
    expect(answer.headers['x-ratelimit-remaining']).toBe('0');
    const [error] = await once(open('/socket-window'), 'error');
    expect(error.message).toContain('429');
    socket.close();
  });

  it('are in flight until they close', async () => {
    const socket = open('/socket');
    await once(socket, 'open');
    const [error] = await once(open('/socket'), 'error');
    expect(error.message).toContain('429');
    socket.close();
    await until('the place is free', async () => {
      const again = open('/socket');
      const opened = await new Promise((resolve) =>
        again.on('open', () => resolve(true)).on('error', () => resolve(false)),
      );
      again.terminate();
      return opened;
    });
  });
});

it('members of an aggregate are counted, and the whole says so', async () => {
  const first = await ask('/both');
  expect([first.status, fieldOf(first, 'X-RateLimit-Remaining')]).toEqual([200, '1']);
  await ask('/both');
  const refused = await ask('/both');
  expect(refused).toMatchObject({ status: 429, body: 'API calls quota exceeded! Maximum admitted 2 per 10m.' });
  expect(fieldOf(refused, 'Retry-After')).not.toBeNull();
});
