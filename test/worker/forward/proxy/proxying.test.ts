import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../support/free-port.js';
import { routePlan } from '../../../support/plans.js';
import { certificateAuthority, startSecureService } from '../../../support/secure-service.js';
import { startServer } from '../../../support/server.js';
import { startService } from '../../../support/service.js';

const closers: (() => Promise<void>)[] = [];
const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [name, name.toLowerCase()]);
let before: Record<string, string | undefined>;

beforeEach(() => {
  before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  for (const name of names) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** A forward proxy; what it was asked for. */
async function startProxy(status = 200) {
  const asked: string[] = [];
  const sockets = new Set<net.Socket>();
  const proxy = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const url = new URL(request.url!);
    const onward = http.request(
      { host: url.hostname, port: url.port, method: request.method, path: url.pathname, headers: request.headers },
      (answer) => answer.pipe(response.writeHead(answer.statusCode!, answer.headers)),
    );
    request.pipe(onward);
  });
  proxy.on('connection', (socket) => sockets.add(socket));
  proxy.on('connect', (request, socket: net.Socket) => {
    asked.push(`CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const [host, port] = request.url!.split(':');
    const onward = net.connect(Number(port), host, () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  return { asked, port: (proxy.address() as AddressInfo).port };
}

const handler = { followRedirects: false, cookieContainer: false, proxy: true };

async function gateway(
  port: number,
  secure: boolean,
  version: '1.1' | '2.0' = '1.1',
  policy: 'orLower' | 'exact' = 'orLower',
) {
  const scheme = secure ? 'https' : 'http';
  const { downstream } = routePlan({ scheme });
  const server = await startServer([
    {
      destinations: [port],
      scheme,
      acceptAnyCertificate: true,
      plan: { handler, downstream: { ...downstream, version: { version, policy } } },
    },
  ]);
  closers.push(() => server.drain(100));
  return server;
}

describe('the proxy of the environment', () => {
  it('is asked for http in full, with its user', async () => {
    const proxy = await startProxy();
    const service = await startService();
    closers.push(() => service.close());
    process.env.HTTP_PROXY = `http://user:word@127.0.0.1:${proxy.port}`;
    const server = await gateway(service.port, false);
    const answer = await fetch(`${server.url}/a`, { method: 'POST', body: 'text' });
    expect(await answer.json()).toMatchObject({
      method: 'POST',
      url: '/a',
      body: 'text',
      headers: { host: `127.0.0.1:${service.port}` },
    });
    const user = Buffer.from('user:word').toString('base64');
    expect(proxy.asked).toEqual([`POST http://127.0.0.1:${service.port}/a Basic ${user}`]);
  });

  it.each([
    ['https', '1.1', 'orLower', '1.1'],
    ['h2', '2.0', 'exact', '2.0'],
    ['both', '2.0', 'orLower', '2.0'],
  ] as const)('makes a tunnel to a service that speaks %s', async (speaks, version, policy, spoken) => {
    const proxy = await startProxy();
    const service = await startSecureService(speaks, certificateAuthority().issue('localhost'), (request, response) => {
      response.setHeader('x-version', request.httpVersion);
      request.pipe(response);
    });
    closers.push(() => service.close());
    process.env.https_proxy = `127.0.0.1:${proxy.port}`;
    const server = await gateway(service.port, true, version, policy);
    const body = Buffer.alloc(1_000_003, 'abc');
    for (let i = 0; i < 2; i++) {
      const answer = await fetch(server.url, { method: 'POST', body });
      expect(answer.headers.get('x-version')).toBe(spoken);
      expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
    }
    expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT 127.0.0.1:${service.port}`]));
  });

  it('that refuses the tunnel, or is gone, makes it 502', async () => {
    const proxy = await startProxy(407);
    process.env.HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
    const server = await gateway(1, true);
    expect((await fetch(server.url)).status).toBe(502);
    expect(JSON.stringify(server.log)).toContain('the proxy answered 407');
    process.env.HTTPS_PROXY = `http://127.0.0.1:${await freePort()}`;
    expect((await fetch((await gateway(1, true)).url)).status).toBe(502);
  });

  it('is left out for what NO_PROXY names', async () => {
    const proxy = await startProxy();
    const service = await startService();
    closers.push(() => service.close());
    process.env.HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
    process.env.NO_PROXY = '127.0.0.1';
    expect((await fetch((await gateway(service.port, false)).url)).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });
});
