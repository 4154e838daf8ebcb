import { afterEach, describe, expect, it } from 'vitest';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { ForwardedHeadersPlan, RoutePlan } from '../../../src/shared/snapshot.js';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startRawService } from '../../support/raw-service.js';
import { startServer } from '../../support/server.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The lines that the service receives after its host. */
async function received(plan: Partial<ForwardedHeadersPlan>, sent: string, route: Partial<RoutePlan> = {}) {
  const service = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  });
  closers.push(() => service.close());
  const forwardedHeaders = { send: true, trustedProxies: [], read: 'X-Forwarded-For', ...plan } as const;
  const server = await startServer([{ destinations: [service.port], plan: route }], settings({}, { forwardedHeaders }));
  closers.push(() => server.drain(100));
  await raw(server.port, `GET / HTTP/1.1\r\nHost: shop.test:81\r\n${sent}\r\n`);
  return (service.received[0] ?? '').split('\r\n').slice(2, -2);
}

const spoofed =
  'X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.test\r\nForwarded: for=1.1.1.1\r\n';
const local = ['127.0.0.0/8', '10.0.0.0/8'];
const clientAddress = { requestHeaders: headerPlan({ 'X-Client': '{RemoteIpAddress}' }, 'request') };

describe('what the service hears about the client', () => {
  it('is what the client says when the option is off', async () => {
    expect(await received({ send: false }, spoofed)).toEqual(
      spoofed
        .trim()
        .split('\r\n')
        .map((line) => line.replace(/^[^:]*/, (name) => name.toLowerCase())),
    );
  });

  it('is never what an untrusted client says', async () => {
    expect(await received({ trustedProxies: ['10.0.0.0/8'] }, spoofed)).toEqual([
      'x-forwarded-for: 127.0.0.1',
      'x-forwarded-proto: http',
      'x-forwarded-host: shop.test:81',
      'forwarded: for=127.0.0.1;host="shop.test:81";proto=http',
    ]);
  });

  it('is what a trusted proxy says and the proxy itself', async () => {
    const sent =
      'X-Forwarded-For: 2001:db8::9\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\nForwarded: for=6.6.6.6\r\n';
    expect(await received({ trustedProxies: local }, sent)).toEqual([
      'x-forwarded-for: 2001:db8::9, 10.0.0.1, 127.0.0.1',
      'x-forwarded-proto: https',
      'forwarded: for="[2001:db8::9]";proto=https, for=10.0.0.1, for=127.0.0.1;host="shop.test:81";proto=http',
      'x-forwarded-host: shop.test:81',
    ]);
  });

  it('is read from Forwarded when that is what proxies send', async () => {
    const sent =
      'Forwarded: for="[2001:db8::9]:4711";host="a.test:1";by=_x\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: gopher\r\n';
    expect(await received({ trustedProxies: local, read: 'Forwarded' }, sent)).toEqual([
      'forwarded: for="[2001:db8::9]:4711";host="a.test:1";by=_x, for=127.0.0.1;host="shop.test:81";proto=http',
      'x-forwarded-for: 2001:db8::9, 127.0.0.1',
      'x-forwarded-proto: http',
      'x-forwarded-host: a.test:1',
    ]);
  });

  it('is what a transform of the route says', async () => {
    const requestHeaders = headerPlan({ 'X-Forwarded-For': 'nobody', Forwarded: 'none' }, 'request');
    expect(await received({}, '', { requestHeaders })).toEqual([
      'x-forwarded-for: nobody',
      'forwarded: none',
      'x-forwarded-proto: http',
      'x-forwarded-host: shop.test:81',
    ]);
  });
});

describe('the address of the client', () => {
  it.each([
    [[], 'X-Forwarded-For: 1.1.1.1\r\n', '127.0.0.1'],
    [['10.0.0.0/8'], 'X-Forwarded-For: 1.1.1.1\r\n', '127.0.0.1'],
    [local, '', '127.0.0.1'],
    [local, 'X-Forwarded-For: 6.6.6.6, 1.1.1.1, 10.0.0.2\r\n', '1.1.1.1'],
    [local, 'X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: [2001:DB8::1]:99\r\n', '2001:db8::1'],
    [local, 'X-Forwarded-For: 6.6.6.6, unknown, 10.0.0.2\r\n', '10.0.0.2'],
    [local, 'X-Forwarded-For: 10.0.0.3, 10.0.0.2\r\n', '10.0.0.3'],
    [local, 'Forwarded: for=6.6.6.6\r\n', '127.0.0.1'],
  ])('behind %j with %j', async (trustedProxies, sent, expected) => {
    const lines = await received({ send: false, trustedProxies }, sent, clientAddress);
    expect(lines.at(-1)).toBe(`x-client: ${expected}`);
  });

  it('is known before a transform overwrites where it stands', async () => {
    const requestHeaders = headerPlan({ 'X-Forwarded-For': 'x', 'X-Client': '{RemoteIpAddress}' }, 'request');
    const lines = await received({ send: false, trustedProxies: local }, 'X-Forwarded-For: 1.1.1.1\r\n', {
      requestHeaders,
    });
    expect(lines).toEqual(['x-forwarded-for: x', 'x-client: 1.1.1.1']);
  });
});
