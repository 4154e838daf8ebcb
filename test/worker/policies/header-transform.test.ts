import { afterEach, describe, expect, it } from 'vitest';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { HeaderTransforms } from '../../../src/shared/config/header-transforms.js';
import type { RoutePlan, SnapshotSettings } from '../../../src/shared/snapshot.js';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startRawService } from '../../support/raw-service.js';
import { startServer } from '../../support/server.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Transforms {
  request?: HeaderTransforms;
  response?: HeaderTransforms;
}

/** The lines that the service received, and those of the client's answer, without the gateway's `Date`. */
async function through(
  { request = {}, response = {} }: Transforms,
  sent: string,
  answered = '',
  rest: Partial<SnapshotSettings> = {},
  plan: Partial<RoutePlan> = {},
) {
  const service = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n') || text.endsWith('body'))
      socket.write(`HTTP/1.1 200 OK\r\n${answered}Content-Length: 0\r\n\r\n`, 'latin1');
  });
  closers.push(() => service.close());
  const headers = { requestHeaders: headerPlan(request, 'request'), responseHeaders: headerPlan(response, 'response') };
  const route = { destinations: [service.port], plan: { ...headers, ...plan } };
  const server = await startServer([route], settings({}, rest));
  closers.push(() => server.drain(100));
  const { text } = await raw(server.port, `GET / HTTP/1.1\r\nHost: shop.test:81\r\n${sent}\r\n`);
  const answer = text.split('\r\n').filter((line) => !/^(date|content-length|HTTP)|^$/i.test(line));
  return { port: service.port, lines: (service.received[0] ?? '').split('\r\n').slice(2, -2), answer };
}

describe('a request', () => {
  it('gets, loses and changes headers', async () => {
    const request = {
      'X-New': 'one',
      'X-Set': '{UpstreamHost}',
      'X-Client': '{RemoteIpAddress}',
      'X-Base': '{BaseUrl}',
      'X-Gone': { Remove: true },
      'X-Two': [
        { Find: 'a', Replace: 'b' },
        { Find: 'b', Replace: '$&c' },
      ],
      'X-None': 'a, b',
    };
    const sent = 'X-Two: a-a\r\nX-Set: 1\r\nX-Gone: 1\r\nX-SET: 2\r\nX-Two: a\r\n';
    const { lines } = await through({ request }, sent, '', { baseUrl: 'https://api.test' });
    expect(lines).toEqual([
      'x-two: $&c-$&c, $&c',
      'x-set: shop.test:81',
      'x-new: one',
      'x-client: 127.0.0.1',
      'x-base: https://api.test',
    ]);
  });

  it('keeps its header when the value is not known', async () => {
    const request = { 'X-Trace': '{TraceId}', 'X-Set': { Remove: true, Add: '{TraceId}' }, 'X-In': 'a, {TraceId}' };
    const { lines } = await through({ request }, 'X-Trace: 1\r\nX-Set: 2\r\nX-In: a\r\n');
    expect(lines).toEqual(['x-trace: 1', 'x-set: 2', 'x-in: a']);
  });

  it('gets a header about a body only with one', async () => {
    const request = { 'Content-Type': 'text/plain' };
    expect((await through({ request }, '')).lines).toEqual([]);
    const { lines } = await through({ request }, 'Content-Length: 4\r\n\r\nbody');
    expect(lines[0]).toBe('content-type: text/plain');
  });

  it('shows what a transform wrote to the policies after it', async () => {
    const request = { 'X-Id': 'a, b' };
    const plan = { requestId: { routeKey: 'x-own', globalKey: 'x-id' } };
    const { lines } = await through({ request }, 'X-Id: a1\r\nX-Id: a2\r\n', '', {}, plan);
    expect(lines).toEqual(['x-id: b1, b2', 'x-own: b1, b2']);
  });
});

describe('an answer', () => {
  it('gets, loses and changes headers, line by line and without regard to case', async () => {
    const response = {
      'X-Frame-Options': 'DENY',
      'X-Mine': 'own',
      'set-cookie': 'inner, outer',
      Server: { Remove: true },
      'Cache-Control': [{ Remove: true, Add: 'no-cache, no-store' }],
      Expires: '0',
      'X-Bytes': 'a, b',
    };
    const answered =
      'Set-Cookie: a=inner; Path=/\r\nX-FRAME-OPTIONS: SAMEORIGIN\r\nServer: x\r\nX-Bytes: a\xe9\r\nSet-Cookie: b=1\r\n' +
      'SET-COOKIE: c=inner-inner\r\nCache-Control: max-age=1\r\nExpires: never\r\nX-Empty:\r\nX-Last: a\r\n';
    expect((await through({ response }, '', answered)).answer).toEqual([
      'Set-Cookie: a=outer; Path=/',
      'X-FRAME-OPTIONS: SAMEORIGIN',
      'X-Bytes: b\xe9',
      'Set-Cookie: b=1',
      'SET-COOKIE: c=outer-outer',
      'X-Empty:',
      'X-Last: a',
      'X-Mine: own',
      'Cache-Control: no-cache, no-store',
      'Expires: 0',
    ]);
  });

  it('gets headers when the service sends none, and loses the only one', async () => {
    expect((await through({ response: { 'X-A': '1', 'X-B': '2' } }, '')).answer).toEqual(['X-A: 1', 'X-B: 2']);
    expect((await through({ response: { 'X-A': { Remove: true } } }, '', 'X-A: 1\r\n')).answer).toEqual([]);
  });

  it('does not change when the text to put in is not known', async () => {
    const response = { 'X-A': 'a, {TraceId}', 'X-B': '{TraceId}' };
    expect((await through({ response }, '', 'X-A: a\r\nX-B: b\r\n')).answer).toEqual(['X-A: a', 'X-B: b']);
  });

  it('is left alone when it is the gateway that answers', async () => {
    const server = await startServer([{ plan: { responseHeaders: headerPlan({ 'X-A': '1' }, 'response') } }]);
    closers.push(() => server.drain(100));
    const { text } = await raw(server.port, 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 503/);
    expect(text).not.toContain('X-A');
  });
});

it('{DownstreamBaseUrl} is where the request went', async () => {
  const service = await startRawService((socket, text) => {
    const { port } = service;
    if (text.endsWith('\r\n\r\n'))
      socket.write(
        `HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${port}/pay\r\nX-Bare: http://127.0.0.1:${port}\r\nContent-Length: 0\r\n\r\n`,
      );
  });
  closers.push(() => service.close());
  const transforms = { Location: '{DownstreamBaseUrl}, https://{UpstreamHost}', 'X-Bare': '{DownstreamBaseUrl}, x' };
  const server = await startServer([
    { destinations: [service.port], plan: { responseHeaders: headerPlan(transforms, 'response') } },
  ]);
  closers.push(() => server.drain(100));
  const { text } = await raw(server.port, 'GET / HTTP/1.1\r\nHost: shop.test:81\r\n\r\n');
  expect(text).toContain('Location: https://shop.test:81/pay\r\n');
  expect(text).toContain(`X-Bare: http://127.0.0.1:${service.port}\r\n`);
});
