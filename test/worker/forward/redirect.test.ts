import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.js';
import type { RouteSketch } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { certificateAuthority, startSecureService } from '../../support/secure-service.js';
import { startServer, type TestServer } from '../../support/server.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers `/{status}/{location, encoded}` with that redirect, everything else with what it got. */
async function service(answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    if (answer(request, response)) return;
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, headers, body });
      const [, status, location] = /^\/(30\d)\/(.*)$/.exec(url) ?? [];
      if (status === undefined) response.end(`${method} ${url} ${body}`);
      else response.writeHead(Number(status), { location: decodeURIComponent(location!) }).end('moved');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, port: (server.address() as AddressInfo).port };
}

const handler = { followRedirects: true, cookieContainer: false, proxy: false };

async function gateway(sketch: RouteSketch): Promise<TestServer> {
  const server = await startServer([{ plan: { handler }, ...sketch }]);
  closers.push(() => server.drain(100));
  return server;
}

const to = (status: number, location: string) => `/${status}/${encodeURIComponent(location)}`;

describe('a redirect', () => {
  it.each([
    [301, 'POST', 'GET'],
    [302, 'POST', 'GET'],
    [303, 'POST', 'GET'],
    [303, 'PUT', 'GET'],
    [303, 'HEAD', 'HEAD'],
    [301, 'DELETE', 'DELETE'],
    [307, 'POST', 'POST'],
    [308, 'DELETE', 'DELETE'],
    [300, 'GET', 'GET'],
  ])('%i of a %s without a body is followed with %s', async (status, method, next) => {
    const { port, seen } = await service();
    const server = await gateway({ destinations: [port] });
    const answer = await fetch(server.url + to(status, '/end?a=1'), { method, redirect: 'manual' });
    expect(answer.status).toBe(200);
    expect(seen.at(-1)).toMatchObject({ method: next, url: '/end?a=1' });
  });

  it('drops the body and what describes it when a POST becomes a GET', async () => {
    const { port, seen } = await service();
    const server = await gateway({ destinations: [port] });
    const headers = { 'content-type': 'text/plain', 'x-a': '1' };
    const answer = await fetch(server.url + to(302, '../other'), { method: 'POST', body: 'form', headers });
    expect(await answer.text()).toBe('GET /other ');
    expect(seen[1]!.headers).toMatchObject({ 'x-a': '1' });
    expect(Object.keys(seen[1]!.headers).filter((name) => /^(content-|transfer-)/.test(name))).toEqual([]);
  });

  it.each([307, 308, 302])('%i of a request with a body that it needs again is the answer', async (status) => {
    const { port } = await service();
    const server = await gateway({ destinations: [port] });
    const method = status === 302 ? 'PUT' : 'POST';
    const answer = await fetch(server.url + to(status, '/x'), { method, body: 'once', redirect: 'manual' });
    expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([status, '/x', 'moved']);
  });

  it('to another origin takes neither credentials nor cookies there', async () => {
    const a = await service();
    const b = await service();
    const server = await gateway({ destinations: [a.port] });
    const headers = { authorization: 'Bearer x', cookie: 'a=1', 'x-keep': 'yes' };
    await fetch(server.url + to(302, `http://127.0.0.1:${b.port}/there`), { headers });
    await fetch(server.url + to(302, '/here'), { headers });
    expect(b.seen[0]!.headers).toMatchObject({ host: `127.0.0.1:${b.port}`, 'x-keep': 'yes' });
    expect(b.seen[0]!.headers).not.toHaveProperty('authorization');
    expect(b.seen[0]!.headers).not.toHaveProperty('cookie');
    expect(a.seen.at(-1)!.headers).toMatchObject({ authorization: 'Bearer x', cookie: 'a=1' });
  });

  it('is followed fifty times, then it is the answer', async () => {
    const { port } = await service((request, response) => {
      const n = Number(request.url!.slice(1));
      response.writeHead(302, { location: `/${n + 1}` }).end();
      return true;
    });
    const server = await gateway({ destinations: [port] });
    const answer = await fetch(`${server.url}/0`, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/51']);
  });

  it('with a long body, or before the request is whole, is followed all the same', async () => {
    const { port } = await service((request, response) => {
      if (request.url === '/end') return false;
      response.writeHead(303, { location: '/end' });
      response.end(request.url === '/long' ? Buffer.alloc(1024 * 1024) : '');
      return true;
    });
    const server = await gateway({ destinations: [port] });
    expect(await (await fetch(`${server.url}/long`)).text()).toBe('GET /end ');
    const body = Buffer.alloc(4 * 1024 * 1024);
    expect(await (await fetch(`${server.url}/early`, { method: 'POST', body })).text()).toBe('GET /end ');
    expect((await fetch(`${server.url}/end`)).status).toBe(200);
  });

  it.each(['', 'http://', 'ftp://x/y', 'mailto:a@b'])('to %j is the answer', async (location) => {
    const { port } = await service();
    const server = await gateway({ destinations: [port] });
    const answer = await fetch(server.url + to(302, location), { redirect: 'manual' });
    expect(answer.status).toBe(302);
  });

  it('to a service that is gone is 502, and the log names it', async () => {
    const { port } = await service();
    const gone = await freePort();
    const server = await gateway({ destinations: [port] });
    expect((await fetch(server.url + to(302, `http://127.0.0.1:${gone}/`))).status).toBe(502);
    expect(JSON.stringify(server.log)).toContain(`redirected to 127.0.0.1:${gone}`);
  });

  it('waits for a connection and gives it back', async () => {
    const { port } = await service();
    const server = await gateway({ destinations: [port], maxConnections: 1 });
    const ask = async () => (await fetch(server.url + to(302, '/end'))).text();
    expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual(Array(4).fill('GET /end '));
  });

  it('runs into the timeout of the route as a whole', async () => {
    const { port } = await service((request, response) => {
      if (request.url !== '/end') setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 150);
      return request.url !== '/end';
    });
    const server = await gateway({ destinations: [port], timeout: 600 });
    expect((await fetch(server.url)).status).toBe(503);
  });

  it('ends with a client that leaves in the middle', async () => {
    let closed = 0;
    const { port } = await service((request, response) => {
      if (request.url !== '/end') return false;
      response.on('close', () => closed++);
      return true;
    });
    const server = await gateway({ destinations: [port] });
    await raw(server.port, `GET ${to(302, '/end')} HTTP/1.1\r\nHost: a\r\n\r\n`, 200);
    await expect.poll(() => closed).toBe(1);
  });

  it('never leads from https to http', async () => {
    const { port } = await service();
    const pair = certificateAuthority().issue('localhost');
    const secure = await startSecureService('https', pair, (request, response) => {
      if (request.url === '/end') response.end('secure');
      else response.writeHead(302, { location: request.url === '/in' ? '/end' : `http://127.0.0.1:${port}/` }).end();
    });
    closers.push(() => secure.close());
    const server = await gateway({ destinations: [secure.port], scheme: 'https', acceptAnyCertificate: true });
    expect((await fetch(`${server.url}/out`, { redirect: 'manual' })).status).toBe(302);
    expect(await (await fetch(`${server.url}/in`)).text()).toBe('secure');
  });

  it('is the client’s without the option', async () => {
    const { port } = await service();
    const server = await gateway({ destinations: [port], plan: {} });
    const answer = await fetch(server.url + to(302, '/x'), { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/x']);
  });
});

describe('a cookie jar', () => {
  const jar = { handler: { followRedirects: true, cookieContainer: true, proxy: false } };
  const login = () =>
    service((request, response) => {
      if (!request.url!.startsWith('/login')) return false;
      response.writeHead(302, { location: '/end', 'set-cookie': ['sid=1; Path=/', 'other=2; Path=/elsewhere'] }).end();
      return true;
    });

  it('takes part in redirects, and follows the client’s own cookies', async () => {
    const { port, seen } = await login();
    const server = await gateway({ destinations: [port], plan: jar });
    await fetch(`${server.url}/login`, { headers: { cookie: 'mine=0' } });
    await fetch(`${server.url}/end`);
    expect(seen.map(({ headers }) => headers.cookie)).toEqual(['mine=0; sid=1', 'sid=1']);
  });

  it('outlives a reload of its route, and belongs to that route alone', async () => {
    const { port, seen } = await login();
    const routes = [
      { path: '/login', destinations: [port], plan: jar },
      { path: '/end', destinations: [port], plan: jar },
    ];
    const server = await startServer(routes);
    closers.push(() => server.drain(100));
    await fetch(`${server.url}/login`);
    await fetch(`${server.url}/end`);
    server.apply([...routes, { path: '/new', destinations: [port] }]);
    await fetch(`${server.url}/login`);
    expect(seen.map(({ headers }) => headers.cookie)).toEqual(['sid=1', undefined, 'sid=1']);
  });
});
