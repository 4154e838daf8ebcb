import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '../../support/free-port.js';
import { raw } from '../../support/raw.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

let service: http.Server;
let server: TestServer;
const handshakes: http.IncomingMessage[] = [];

beforeAll(async () => {
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => [...offered][1] ?? false });
  service = http.createServer((request, response) => response.end(`plain ${request.url}`));
  service.on('upgrade', (request, socket, head) => {
    handshakes.push(request);
    if (request.url === '/denied')
      return socket.end('HTTP/1.1 403 Forbidden\r\nX-Why: secret\r\nContent-Length: 4\r\n\r\nnope');
    sockets.handleUpgrade(request, socket, head, (socket) => {
      socket.on('message', (data, binary) => socket.send(data, { binary }));
      socket.on('close', (code, reason) => handshakes.push({ code, reason: String(reason) } as never));
    });
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  server = await startServer([
    { path: '/ws/{rest}', to: '/{rest}', scheme: 'ws', destinations: [port] },
    { path: '/http/{rest}', to: '/{rest}', scheme: 'http', destinations: [port] },
    { path: '/same/{rest}', to: '/{rest}', scheme: null, destinations: [port] },
    { path: '/dead', scheme: 'ws', destinations: [await freePort()] },
    { path: '/none', scheme: 'ws', destinations: [] },
    { path: '/blocked', scheme: 'ws', destinations: [port], blockedBy: ['AuthenticationOptions'] },
    { path: '/posts', scheme: 'ws', destinations: [port], methods: ['POST'] },
  ]);
});

afterAll(async () => {
  await server.drain();
  service.closeAllConnections();
  service.close();
});

const address = (path: string) => `ws://127.0.0.1:${server.port}${path}`;

async function refusal(path: string): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const socket = new WebSocket(address(path));
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, http.IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}

describe('a WebSocket through the gateway', () => {
  it.each(['/ws/a?x=1&y', '/http/a', '/same/a'])('is relayed on %s', async (path) => {
    const socket = new WebSocket(address(path), ['one', 'two'], { headers: { cookie: 'c=1', 'x-own': '2' } });
    await once(socket, 'open');
    expect(socket.protocol).toBe('two');
    for (const data of ['text', Buffer.from([0, 255])]) {
      socket.send(data);
      const [echoed, binary] = (await once(socket, 'message')) as [Buffer, boolean];
      expect([String(echoed), binary]).toEqual([String(data), typeof data !== 'string']);
    }
    const handshake = handshakes.at(-1)!;
    expect(handshake.url).toBe(path.replace(/^\/[a-z]+/, ''));
    expect(handshake.headers).toMatchObject({ cookie: 'c=1', 'x-own': '2', 'sec-websocket-protocol': 'one, two' });
    expect(handshake.headers.host).toBe(`127.0.0.1:${(service.address() as AddressInfo).port}`);
    socket.close(4321, 'bye');
    await once(socket, 'close');
    await until('the close at the service', () =>
      handshakes.find((one) => (one as never as { code: number }).code === 4321),
    );
  });

  it('is refused with the gateway’s status before it is accepted', async () => {
    expect((await refusal('/nowhere')).status).toBe(404);
    expect((await refusal('/posts')).status).toBe(404);
    expect((await refusal('/dead')).status).toBe(502);
    expect((await refusal('/none')).status).toBe(503);
    expect((await refusal('/blocked')).status).toBe(503);
  });

  it('is refused with the service’s status, fields and body', async () => {
    const { status, headers, body } = await refusal('/ws/denied');
    expect([status, headers['x-why'], body]).toEqual([403, 'secret', 'nope']);
  });

  it('shares its route with plain requests', async () => {
    expect(await (await fetch(`${server.url}/ws/page?x`)).text()).toBe('plain /page?x');
  });

  it.each([
    ['another version', 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n'],
    ['no Connection: Upgrade', 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'],
    ['another protocol', 'Upgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'],
  ])('needs a right handshake, else the request is a plain one: %s', async (_name, fields) => {
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    const { text } = await raw(server.port, `GET /ws/page HTTP/1.1\r\nHost: a\r\n${fields}${key}\r\n`);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*plain \/page$/s);
  });

  it('ends a handshake whose client left', async () => {
    const silent = http.createServer();
    let gone = false;
    silent.on('upgrade', (_request, socket) => {
      socket
        .on('error', () => {})
        .on('end', () => {
          gone = true;
          socket.end();
        });
      socket.resume();
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const own = await startServer([{ scheme: 'ws', destinations: [(silent.address() as AddressInfo).port] }]);
    const socket = new WebSocket(`ws://127.0.0.1:${own.port}/`);
    socket.on('error', () => {});
    setTimeout(() => socket.terminate(), 100);
    await until('the end of the service’s leg', () => (gone ? true : null));
    await own.drain();
    silent.closeAllConnections();
    silent.close();
  });

  it('is closed with 1001 when the worker drains', async () => {
    const own = await startServer([{ scheme: 'ws', destinations: [(service.address() as AddressInfo).port] }]);
    const socket = new WebSocket(`ws://127.0.0.1:${own.port}/`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await own.drain(5_000);
    expect((await closed)[0]).toBe(1001);
  });
});
