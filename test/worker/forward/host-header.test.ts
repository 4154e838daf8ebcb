import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { HostHeaderPlan } from '../../../src/shared/snapshot.js';
import { type RouteSketch, routePlan, settings } from '../../support/plans.js';
import { startServer } from '../../support/server.js';
import { type Echo, startService } from '../../support/service.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function sketch(port: number, hostHeader: HostHeaderPlan, more: RouteSketch['plan'] = {}): RouteSketch {
  const { downstream } = routePlan();
  return { destinations: [port], plan: { downstream: { ...downstream, hostHeader }, ...more } };
}

async function webSocketService() {
  const service = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  service.on('headers', (headers) => headers.push('X-Inner: inner', 'Set-Cookie: a=inner', 'Set-Cookie: b=inner'));
  await once(service, 'listening');
  closers.push(() => service.close());
  return { service, port: (service.address() as { port: number }).port };
}

describe.each<[HostHeaderPlan, (ports: { gateway: number; service: number }) => string]>([
  [{ kind: 'service' }, ({ service }) => `127.0.0.1:${service}`],
  [{ kind: 'preserve' }, ({ gateway }) => `127.0.0.1:${gateway}`],
  [{ kind: 'literal', value: 'shop.test' }, () => 'shop.test'],
])('HostHeader %j', (hostHeader, expected) => {
  it('is the host of requests', async () => {
    const service = await startService();
    closers.push(() => service.close());
    const server = await startServer([sketch(service.port, hostHeader)]);
    closers.push(() => server.drain(100));
    const echo = (await (await fetch(`${server.url}/x`)).json()) as Echo;
    expect(echo.headers.host).toBe(expected({ gateway: server.port, service: service.port }));
  });

  it('is the host of handshakes', async () => {
    const { service, port } = await webSocketService();
    const server = await startServer([sketch(port, hostHeader)]);
    closers.push(() => server.drain(100));
    const connected = once(service, 'connection');
    const client = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    await once(client, 'open');
    const [, request] = (await connected) as [unknown, IncomingMessage];
    client.terminate();
    expect(request.headers.host).toBe(expected({ gateway: server.port, service: port }));
  });
});

it('a handshake has what policies add, and its answer what transforms say', async () => {
  const { service, port } = await webSocketService();
  const plan = {
    requestHeaders: headerPlan({ 'X-Client': '{RemoteIpAddress}' }, 'request'),
    responseHeaders: headerPlan({ 'X-Inner': 'inner, outer', 'Set-Cookie': 'inner, outer', 'X-New': '1' }, 'response'),
    requestId: { routeKey: 'x-id', globalKey: null },
  };
  const forwardedHeaders = { send: true, trustedProxies: [], read: 'X-Forwarded-For' } as const;
  const server = await startServer([{ destinations: [port], plan }], settings({}, { forwardedHeaders }));
  closers.push(() => server.drain(100));
  const connected = once(service, 'connection');
  const client = new WebSocket(`ws://127.0.0.1:${server.port}/`);
  const [answer] = (await once(client, 'upgrade')) as [IncomingMessage];
  const [, request] = (await connected) as [unknown, IncomingMessage];
  client.terminate();
  expect(request.headers).toMatchObject({
    'x-client': '127.0.0.1',
    'x-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-host': `127.0.0.1:${server.port}`,
  });
  expect(answer.headers).toMatchObject({ 'x-inner': 'outer', 'x-new': '1', 'set-cookie': ['a=outer', 'b=outer'] });
});

it('a refused handshake has what transforms say', async () => {
  const service = await startService((_request, response) => response.writeHead(403, { 'X-Inner': 'inner' }).end('no'));
  service.server.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nX-Inner: inner\r\nContent-Length: 2\r\n\r\nno'),
  );
  closers.push(() => service.close());
  const responseHeaders = headerPlan({ 'X-Inner': 'inner, outer' }, 'response');
  const server = await startServer([{ destinations: [service.port], plan: { responseHeaders } }]);
  closers.push(() => server.drain(100));
  const client = new WebSocket(`ws://127.0.0.1:${server.port}/`);
  client.on('error', () => {});
  const [, answer] = (await once(client, 'unexpected-response')) as [unknown, IncomingMessage];
  answer.resume();
  expect([answer.statusCode, answer.headers['x-inner']]).toEqual([403, 'outer']);
});
