import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import { freePort } from '../../support/free-port.js';
import { until } from '../../support/until.js';
import { aggregate, says, service } from './harness.js';

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
    {},
    {
      requestHeaders: headerPlan({ 'X-Added': 'in' }, 'request'),
      responseHeaders: headerPlan({ 'X-Out': 'out' }, 'response'),
    },
  );
  const answer = await fetch(`${server.url}/all/7`);
  expect([answer.headers.get('x-out'), answer.headers.get('content-type')]).toEqual(['out', 'application/json']);
  expect(seen).toEqual(['in', 'in']);
});
