import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CachePlan } from '../../../../src/shared/policies/cache.js';
import { cachePlan } from '../../../support/cache-plan.js';
import { answerTo, open, textOf } from '../../../support/http-client.js';
import { startServer, type TestServer } from '../../../support/server.js';
import { type Service, startService } from '../../../support/service.js';
import { until } from '../../../support/until.js';

const closers: (() => unknown)[] = [];
let service: Service;
let calls: IncomingMessage[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: TestServer;

beforeEach(async () => {
  calls = [];
  service = await startService((request, response) => {
    calls.push(request);
    request.resume();
    answer(request, response);
  });
  closers.push(() => service.close());
  server = await cached();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function cached(more: Partial<CachePlan> = {}): Promise<TestServer> {
  const cache = cachePlan({ mode: 'http', ttl: 3_600_000, ...more });
  const started = await startServer([{ destinations: [service.port], plan: { cache } }]);
  closers.push(() => started.drain(100));
  return started;
}

/** The service answers with these fields, and with its number of calls. */
function says(fields: OutgoingHttpHeaders, status = 200): void {
  answer = (_request, response) => response.writeHead(status, fields).end(`answer ${calls.length}`);
}

async function send(headers: Record<string, string> = {}, method = 'GET', path = '/a') {
  const request = open(server.port, method, path, headers);
  request.end();
  const got = await answerTo(request);
  const field = (name: string) => got.headers[name] ?? null;
  return { status: got.statusCode, text: await textOf(got), age: field('age'), did: field('cache-status'), field };
}

const inAMinute = () => new Date(Date.now() + 60_000).toUTCString();

describe('which answers are kept', () => {
  it.each<[boolean, OutgoingHttpHeaders, Record<string, string>]>([
    [true, { 'Cache-Control': 'max-age=60' }, {}],
    [true, { 'Cache-Control': 'MAX-AGE="60"' }, {}],
    [true, { 'Cache-Control': 'max-age=0, s-maxage=60' }, {}],
    [true, { Expires: inAMinute() }, {}],
    [true, { 'Cache-Control': 'public, max-age=60', 'Set-Cookie': 'a=1' }, {}],
    [true, { 'Cache-Control': 'max-age=60, public' }, { Authorization: 'x' }],
    [true, { 'Cache-Control': 's-maxage=60' }, { Authorization: 'x' }],
    [true, { 'Cache-Control': 'max-age=60, must-revalidate' }, { Authorization: 'x' }],
    [false, {}, {}],
    [false, { 'Cache-Control': 'public' }, {}],
    [false, { 'Cache-Control': 'max-age=60, s-maxage=0' }, {}],
    [false, { 'Cache-Control': 'max-age=soon' }, {}],
    [false, { 'Cache-Control': 'max-age=60, no-store' }, {}],
    [false, { 'Cache-Control': 'max-age=60, private' }, {}],
    [false, { 'Cache-Control': 'private="x-user", max-age=60' }, {}],
    [false, { 'Cache-Control': 'max-age=60, no-cache' }, {}],
    [false, { 'Cache-Control': 'max-age=60', 'Set-Cookie': 'a=1' }, {}],
    [false, { 'Cache-Control': 'max-age=60', Vary: '*' }, {}],
    [false, { 'Cache-Control': 'max-age=60', Age: '60' }, {}],
    [false, { 'Cache-Control': 'max-age=60' }, { Authorization: 'x' }],
    [false, { Expires: '0' }, {}],
    [false, { Expires: 'Thu, 01 Jan 1970 00:00:00 GMT' }, {}],
  ])('%j %j %j', async (isKept, fields, request) => {
    says(fields);
    await send(request);
    expect((await send(request)).text).toBe(isKept ? 'answer 1' : 'answer 2');
  });

  it('none for longer than TtlSeconds', async () => {
    server = await cached({ ttl: 300 });
    says({ 'Cache-Control': 'max-age=60' });
    await send();
    await sleep(500);
    expect((await send()).text).toBe('answer 2');
  });

  it('none of a status that is not listed', async () => {
    says({ 'Cache-Control': 'max-age=60' }, 404);
    await send();
    expect((await send()).text).toBe('answer 2');
  });
});

describe('what a request says', () => {
  it.each<[string, string]>([
    ['answer 1', 'max-age=5'],
    ['answer 1', 'min-fresh=10'],
    ['answer 2', 'no-cache'],
    ['answer 2', 'max-age=0'],
    ['answer 2', 'min-fresh=61'],
    ['answer 2', 'no-store'],
  ])('gets %s with %s', async (text, directives) => {
    says({ 'Cache-Control': 'max-age=60', Age: '1' });
    await send();
    expect((await send({ 'Cache-Control': directives })).text).toBe(text);
  });

  it('Pragma: no-cache counts without Cache-Control', async () => {
    says({ 'Cache-Control': 'max-age=60' });
    await send();
    expect((await send({ Pragma: 'no-cache' })).text).toBe('answer 2');
    expect((await send({ Pragma: 'no-cache', 'Cache-Control': 'max-age=9' })).text).toBe('answer 2');
  });

  it('only-if-cached gets 504 when there is nothing, and no call', async () => {
    says({ 'Cache-Control': 'max-age=60' });
    expect((await send({ 'Cache-Control': 'only-if-cached' })).status).toBe(504);
    expect(calls).toHaveLength(0);
    await send();
    expect((await send({ 'Cache-Control': 'only-if-cached' })).text).toBe('answer 1');
  });

  it('max-stale takes what is stale, unless the answer forbids it', async () => {
    says({ 'Cache-Control': 'max-age=1', ETag: '"1"', Age: '1' });
    await send();
    expect((await send({ 'Cache-Control': 'max-stale' })).text).toBe('answer 1');
    expect((await send({ 'Cache-Control': 'max-stale=100' })).text).toBe('answer 1');
    says({ 'Cache-Control': 'max-age=1, must-revalidate', ETag: '"1"', Age: '1' });
    await send({}, 'GET', '/b');
    expect((await send({ 'Cache-Control': 'max-stale' }, 'GET', '/b')).text).toBe('answer 3');
  });

  it('no-store is not kept', async () => {
    says({ 'Cache-Control': 'max-age=60' });
    await send({ 'Cache-Control': 'no-store' });
    expect((await send()).text).toBe('answer 2');
  });
});

it('tells the age and what it did', async () => {
  says({ 'Cache-Control': 'max-age=60', Age: '7', 'Cache-Status': 'Origin; hit' });
  const first = await send();
  expect([first.age, first.did]).toEqual(['7', 'Origin; hit, Margay; fwd=miss; stored']);
  const second = await send();
  expect([second.age, second.did]).toEqual(['7', expect.stringMatching(/^Origin; hit, Margay; hit; ttl=5[23]$/)]);
  expect((await send({ 'Cache-Control': 'no-store' })).did).toBe('Origin; hit, Margay; fwd=bypass');
  expect((await send({}, 'POST')).did).toBe('Origin; hit, Margay; fwd=method');
});

describe('conditional requests', () => {
  const modified = 'Tue, 01 Jan 2019 00:00:00 GMT';

  it.each<[number, Record<string, string>]>([
    [304, { 'If-None-Match': '"1"' }],
    [304, { 'If-None-Match': '"0", W/"1"' }],
    [304, { 'If-None-Match': '*' }],
    [304, { 'If-Modified-Since': modified }],
    [304, { 'If-Modified-Since': 'Wed, 02 Jan 2019 00:00:00 GMT' }],
    [200, { 'If-None-Match': '"2"' }],
    [200, { 'If-None-Match': '"2"', 'If-Modified-Since': modified }],
    [200, { 'If-Modified-Since': 'Mon, 31 Dec 2018 00:00:00 GMT' }],
    [200, { 'If-Modified-Since': 'yesterday' }],
  ])('get %i from the cache: %j', async (status, headers) => {
    says({ 'Cache-Control': 'max-age=60', ETag: '"1"', 'Last-Modified': modified, 'Content-Language': 'de' });
    await send();
    const got = await send(headers);
    expect([got.status, got.text, got.field('etag')]).toEqual([status, status === 304 ? '' : 'answer 1', '"1"']);
    expect(got.field('content-language')).toBe(status === 304 ? null : 'de');
    expect(calls).toHaveLength(1);
  });

  it('pass when there is nothing to compare with', async () => {
    answer = (request, response) => response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 200).end();
    expect((await send({ 'If-None-Match': '"1"' })).status).toBe(304);
  });
});

describe('a stale answer', () => {
  /** As long as the entity stays the same, the service says so. */
  function checks(tag: () => string, more = ''): void {
    answer = (request, response) => {
      const fields = { 'Cache-Control': `max-age=30${more}`, ETag: tag(), 'X-Call': calls.length };
      if (request.headers['if-none-match'] === tag()) response.writeHead(304, fields).end();
      else response.writeHead(200, { ...fields, Age: calls.length === 1 ? 30 : 0 }).end(`answer ${calls.length}`);
    };
  }

  it('is checked, and is fresh again when it still holds', async () => {
    checks(() => '"1"');
    await send();
    const checked = await send();
    expect([checked.status, checked.text, checked.field('x-call'), checked.age]).toEqual([200, 'answer 1', '2', '0']);
    expect(checked.did).toBe('Margay; fwd=stale; fwd-status=304');
    expect((await send()).did).toMatch(/^Margay; hit/);
    expect(calls).toHaveLength(2);
  });

  it('is replaced when it does not', async () => {
    let tag = '"1"';
    checks(() => tag);
    await send();
    tag = '"2"';
    expect((await send()).text).toBe('answer 2');
    expect((await send()).text).toBe('answer 2');
  });

  it('is checked by the validators of the cache, whatever the client has', async () => {
    checks(() => '"1"');
    await send();
    const got = await send({ 'If-None-Match': '"mine"' });
    expect([calls[1]!.headers['if-none-match'], got.status, got.text]).toEqual(['"1"', 200, 'answer 1']);
  });

  it('becomes 304 for a client that has it', async () => {
    checks(() => '"1"');
    await send();
    expect((await send({ 'If-None-Match': '"1"' })).status).toBe(304);
  });

  it('goes out while one call fetches the next one', async () => {
    checks(() => `"${calls.length}"`, ', stale-while-revalidate=60');
    await send();
    const stale = await Promise.all([send(), send(), send()]);
    expect(stale.map(({ text }) => text)).toEqual(['answer 1', 'answer 1', 'answer 1']);
    await until('the new one is there', async () => (await send()).text === 'answer 2');
    expect(calls).toHaveLength(2);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['answers 503', (response) => response.writeHead(503).end('broken')],
    ['is gone', (response) => response.destroy()],
  ])('goes out when the service %s', async (_name, fail) => {
    checks(() => '"1"', ', stale-if-error=60');
    await send();
    answer = (_request, response) => fail(response);
    expect(await send()).toMatchObject({ status: 200, text: 'answer 1' });
    expect(calls.length).toBeGreaterThan(1);
  });

  it.each(['', ', stale-if-error=60, must-revalidate', ', stale-if-error=60, no-cache'])(
    'does not go out when the service fails: max-age=30%s',
    async (more) => {
      checks(() => '"1"', more);
      await send();
      answer = (_request, response) => response.writeHead(503).end('broken');
      expect((await send()).status).toBe(503);
    },
  );
});

it('answers HEAD with what GET brought', async () => {
  says({ 'Cache-Control': 'max-age=60' });
  await send({}, 'HEAD');
  await send();
  const head = await send({}, 'HEAD');
  expect([head.status, head.text, head.field('content-length')]).toEqual([200, '', '8']);
  expect(calls.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
});

it.each([
  ['POST', 200, 2],
  ['DELETE', 204, 2],
  ['PUT', 500, 1],
  ['OPTIONS', 200, 1],
])('forgets what %s with %i has changed, of any route', async (method, status, expected) => {
  says({ 'Cache-Control': 'max-age=60' });
  await send();
  answer = (_request, response) => response.writeHead(status).end();
  await send({}, method);
  calls.pop();
  says({ 'Cache-Control': 'max-age=60' });
  expect((await send()).text).toBe(`answer ${expected}`);
});

it('gives a burst one call, and does not let it wait for an answer that is private', async () => {
  says({ 'Cache-Control': 'max-age=60' });
  const texts = async () =>
    new Set((await Promise.all(Array.from({ length: 20 }, () => send()))).map(({ text }) => text));
  expect(await texts()).toEqual(new Set(['answer 1']));
  says({ 'Cache-Control': 'private' });
  await send({}, 'POST');
  expect((await texts()).size).toBeGreaterThan(1);
});
