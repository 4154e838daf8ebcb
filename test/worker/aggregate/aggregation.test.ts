import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import { freePort } from '../../support/free-port.js';
import { type RouteSketch, routePlan } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function service(listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const says = (text: string, status = 200, headers = {}) =>
  service((_request, response) => response.writeHead(status, headers).end(text));

/** A gateway with one aggregate on `/all/{id}` of these members. */
async function aggregate(members: Record<string, RouteSketch>, more: RouteSketch['plan'] = {}): Promise<TestServer> {
  const path = '/all/{id}';
  const plans = Object.entries(members).map(([key, sketch]) => ({
    key,
    route: routePlan({ to: '/{id}', ...sketch, path }),
  }));
  const server = await startServer([{ path, methods: [], plan: { members: plans, ...more } }]);
  closers.push(() => server.drain(100));
  return server;
}

it('joins the answers in the order of the members, whichever comes first', async () => {
  const slow = await service((_request, response) => void setTimeout(() => response.end('{"a":1}'), 100));
  const server = await aggregate({ a: { destinations: [slow] }, b: { destinations: [await says('[2]', 500)] } });
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await answer.text()).toBe('{"a":{"a":1},"b":[2]}');
});

it('makes JSON of any answer', async () => {
  const server = await aggregate({
    'the "first"': { destinations: [await says('')] },
    text: { destinations: [await says('plain "text"\n')] },
    number: { destinations: [await says(' 1.0 ')] },
  });
  expect(await (await fetch(`${server.url}/all/7`)).text()).toBe(
    '{"the \\"first\\"":null,"text":"plain \\"text\\"\\n","number":1.0}',
  );
});

it('sends placeholders, query, fields and the body to every member', async () => {
  const seen: unknown[] = [];
  const echo = () =>
    service((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push([method, url, headers['x-own'], headers['accept-encoding'], headers['content-length'], body]);
        response.end('1');
      });
    });
  const server = await aggregate({
    a: { destinations: [await echo()] },
    b: { destinations: [await echo()], to: '/b/{id}' },
  });
  await fetch(`${server.url}/all/7?q=1`, { method: 'POST', body: 'body', headers: { 'x-own': 'x' } });
  const sized = ['x', undefined, '4', 'body'];
  expect(seen.sort()).toEqual([
    ['POST', '/7?q=1', ...sized],
    ['POST', '/b/7?q=1', ...sized],
  ]);
});

it('fails as the first member that fails', async () => {
  const silent = await service(() => {});
  const server = await aggregate({
    a: { destinations: [await says('1')] },
    b: { destinations: [silent], timeout: 100 },
    c: { destinations: [await freePort()] },
  });
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.status, await answer.text()]).toEqual([503, '']);
  expect(server.log).toHaveLength(1);
  expect(server.log[0]?.fields).toMatchObject({ error: 'RequestTimedOutError', detail: expect.stringContaining('b:') });
});

it('never passes a member that is blocked', async () => {
  const server = await aggregate({
    a: { destinations: [await says('1')] },
    b: { destinations: [await says('secret')], blockedBy: ['AuthenticationOptions'] },
  });
  expect((await fetch(`${server.url}/all/7`)).status).toBe(503);
});

it('fails when a member compresses unasked', async () => {
  const server = await aggregate({
    a: { destinations: [await says('x', 200, { 'content-encoding': 'gzip' })] },
    b: { destinations: [await says('1')] },
  });
  expect((await fetch(`${server.url}/all/7`)).status).toBe(502);
});

it('ends its calls when the client leaves', async () => {
  let open = 0;
  const port = await service((request) => {
    open++;
    request.socket.on('close', () => open--);
  });
  const server = await aggregate({ a: { destinations: [port] }, b: { destinations: [port] } });
  const client = new AbortController();
  const answer = fetch(`${server.url}/all/7`, { signal: client.signal }).catch(() => null);
  await until('both calls', () => (open === 2 ? true : null));
  client.abort();
  await answer;
  await until('the end of both calls', () => (open === 0 ? true : null));
});

it('serves the next request after a failed one, on kept connections too', async () => {
  const flaky = await service((request, response) =>
    request.url === '/1' ? request.socket.destroy() : response.end('1'),
  );
  const server = await aggregate({ a: { destinations: [flaky] }, b: { destinations: [flaky] } });
  expect((await fetch(`${server.url}/all/1`)).status).toBe(502);
  await sleep(20);
  expect(await (await fetch(`${server.url}/all/2`)).text()).toBe('{"a":1,"b":1}');
});

it('applies the aggregate’s own header transforms to the whole', async () => {
  const seen: unknown[] = [];
  const port = await service((request, response) => {
    seen.push(request.headers['x-added']);
    response.end('1');
  });
  const server = await aggregate(
    { a: { destinations: [port] }, b: { destinations: [port] } },
    {
      requestHeaders: headerPlan({ 'X-Added': 'in' }, 'request'),
      responseHeaders: headerPlan({ 'X-Out': 'out' }, 'response'),
    },
  );
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.headers.get('x-out'), answer.headers.get('content-type')]).toEqual(['out', 'application/json']);
  expect(seen).toEqual(['in', 'in']);
});
