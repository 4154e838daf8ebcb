import { once } from 'node:events';
import http from 'node:http';
import { constants, type ServerHttp2Session } from 'node:http2';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../support/free-port.js';
import { type RouteSketch, routePlan } from '../../../support/plans.js';
import { raw } from '../../../support/raw.js';
import {
  certificateAuthority,
  type Handler,
  type SecureService,
  startSecureService,
} from '../../../support/secure-service.js';
import { startServer, type TestServer } from '../../../support/server.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const over = (path?: string) => ({
  downstream: {
    ...routePlan(path === undefined ? {} : { path }).downstream,
    version: { version: '2.0', policy: 'exact' } as const,
  },
});

async function behind(
  handler: Handler,
  sketch: RouteSketch = {},
  settings = {},
): Promise<{ service: SecureService; server: TestServer }> {
  const service = await startSecureService('h2c', {}, handler, { settings });
  closers.push(() => service.close());
  const server = await startServer([{ destinations: [service.port], plan: over(), ...sketch }]);
  closers.push(() => server.drain(100));
  return { service, server };
}

const get = (path = '/', fields = '') => `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\n${fields}\r\n`;

/** Resolves once a count above 0 has not changed for half a second. */
async function standsStill(count: () => number): Promise<void> {
  for (let before = 0; before === 0 || before !== count(); await sleep(500)) before = count();
}

function openPost(server: TestServer, headers: http.OutgoingHttpHeaders = {}): http.ClientRequest {
  const request = http.request(`${server.url}/x`, { method: 'POST', headers });
  request.on('error', () => {});
  closers.push(async () => void request.destroy());
  return request;
}

describe('what a service receives over HTTP/2', () => {
  it('is the request with pseudo fields and without those of a connection', async () => {
    const seen: [string, string | string[] | undefined][] = [];
    const { server, service } = await behind((request, response) => {
      seen.push(...Object.entries(request.headers));
      response.end();
    });
    await raw(
      server.port,
      get('/a%20b?x=1&y', 'Accept: a\r\nACCEPT: b\r\nCookie: c=1\r\nCookie: d=2\r\nTE: trailers\r\nKeep-Alive: 5\r\n'),
    );
    expect(seen).toEqual([
      [':method', 'GET'],
      [':scheme', 'http'],
      [':authority', `127.0.0.1:${service.port}`],
      [':path', '/a%20b?x=1&y'],
      ['accept', 'a, b'],
      ['cookie', 'c=1; d=2'],
    ]);
  });

  it.each([
    ['a length', 'Content-Length: 3\r\n\r\nabc', '3', 'abc'],
    ['chunks', 'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n', undefined, 'abc'],
    ['length 0', 'Content-Length: 0\r\n\r\n', '0', ''],
    ['nothing', '\r\n', '0', ''],
  ])('has the body as it was: %s', async (_name, rest, length, body) => {
    const { server } = await behind((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += chunk;
      });
      request.on('end', () => response.end(JSON.stringify([request.headers['content-length'] ?? null, text])));
    });
    const { text } = await raw(server.port, `POST /x HTTP/1.1\r\nHost: a\r\n${rest}`);
    expect(text).toContain(JSON.stringify([length ?? null, body]));
  });

  it('comes over one session, many requests at a time', async () => {
    let open = 0;
    let most = 0;
    const { server, service } = await behind((_request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end('ok');
      }, 200);
    });
    const answers = await Promise.all(Array.from({ length: 40 }, () => fetch(server.url)));
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    expect([most, service.connections()]).toEqual([40, 1]);
  });

  it('keeps to the number of streams and of connections', async () => {
    let open = 0;
    let most = 0;
    const { server, service } = await behind(
      (_request, response) => {
        most = Math.max(most, ++open);
        setTimeout(() => {
          open--;
          response.end('ok');
        }, 50);
      },
      { maxConnections: 2 },
      { maxConcurrentStreams: 3 },
    );
    await (await fetch(server.url)).text();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(server.url)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200));
    expect(service.connections()).toBeLessThanOrEqual(2);
    expect(most).toBeLessThanOrEqual(6);
  });
});

describe('what a client receives of HTTP/2', () => {
  it('is status, end-to-end fields and body, without trailers', async () => {
    const { server } = await behind((_request, response) => {
      response.writeHead(203, { 'set-cookie': ['a', 'b'], 'x-a': 'caf\xe9' });
      response.addTrailers({ 'x-trailer': '1' });
      response.end('body');
    });
    const { text } = await raw(server.port, get());
    expect(text).toMatch(/^HTTP\/1\.1 203 Non-Authoritative Information\r\n/);
    expect(text).toContain('set-cookie: a\r\nset-cookie: b\r\nx-a: caf\xe9\r\n');
    expect(text.match(/^date:/gim)).toHaveLength(1);
    expect(text).toContain('4\r\nbody\r\n');
    expect(text).not.toContain('x-trailer');
    expect(text).not.toContain(':status');
  });

  it('is the final answer, never an interim one', async () => {
    const { server } = await behind((_request, response) => {
      response.writeEarlyHints({ link: '</x>' });
      response.end('ok');
    });
    const { text } = await raw(server.port, get());
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).not.toContain('link');
  });

  it('ends where it ends with HEAD, 204, 304 and empty bodies', async () => {
    const { server } = await behind((request, response) => {
      if (request.url === '/none') response.writeHead(204).end();
      else if (request.url === '/same') response.writeHead(304, { etag: '"a"' }).end();
      else if (request.url === '/empty') response.writeHead(200, { 'content-length': 0 }).end();
      else response.writeHead(200, { 'content-length': 2 }).end(request.method === 'HEAD' ? '' : 'ok');
    });
    const ask = async (method: string, path: string) => {
      const answer = await fetch(server.url + path, { method });
      return [answer.status, answer.headers.get('content-length'), await answer.text()];
    };
    expect(await ask('HEAD', '/')).toEqual([200, '2', '']);
    expect(await ask('GET', '/none')).toEqual([204, null, '']);
    expect(await ask('GET', '/same')).toEqual([304, null, '']);
    expect(await ask('GET', '/empty')).toEqual([200, '0', '']);
    expect(await ask('GET', '/')).toEqual([200, '2', 'ok']);
  });

  it.each([
    ['resets the stream', (session: ServerHttp2Session) => session, true],
    ['cuts the connection', (session: ServerHttp2Session) => session.destroy(), false],
  ])('is cut when the service %s within the body', async (_name, cut, reset) => {
    const { server } = await behind((_request, response) => {
      response.write('half');
      setTimeout(() => {
        if (reset) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
        else cut(response.stream.session as ServerHttp2Session);
      }, 50);
    });
    const { text, closed } = await raw(server.port, get(), 1_000);
    expect(text).toContain('half');
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(closed).toBe(true);
  });

  it('is cut when the service ends before the length it announced', async () => {
    const { server } = await behind((_request, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.end('short');
    });
    const { closed } = await raw(server.port, get(), 1_000);
    expect(closed).toBe(true);
  });

  it('is 502 when nothing listens or it is reset, 503 when nothing comes in time', async () => {
    const { service, server } = await behind((request, response) => {
      if (request.url === '/reset') response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
      if (request.url === '/nothing') response.stream.close(constants.NGHTTP2_NO_ERROR);
    });
    server.apply([
      { path: '/dead', destinations: [await freePort()], plan: over('/dead') },
      { path: '/reset', destinations: [service.port], plan: over('/reset') },
      { path: '/nothing', destinations: [service.port], plan: over('/nothing') },
      { path: '/silent', destinations: [service.port], plan: over('/silent'), timeout: 200 },
    ]);
    const status = async (path: string) => (await fetch(server.url + path)).status;
    expect([await status('/dead'), await status('/reset'), await status('/nothing')]).toEqual([502, 502, 502]);
    expect(await status('/silent')).toBe(503);
    const details = server.log.map(({ fields }) => String(fields.detail).replace(/^\S+ /, ''));
    expect(details[0]).toMatch(/^connect ECONNREFUSED/);
    expect(details.slice(2)).toEqual(['closed the stream without a response', 'response head in time']);
  });
});

describe('a body over HTTP/2', () => {
  it('streams both ways while it comes', async () => {
    const { server } = await behind((request, response) => {
      response.writeHead(200);
      request.on('data', (chunk) => response.write(`<${chunk}>`));
      request.on('end', () => response.end('end'));
    });
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      const request = openPost(server);
      request.on('response', (response) => {
        response.on('data', (chunk) => {
          seen.push(String(chunk));
          if (seen.length === 1) request.write('two');
          if (seen.length === 2) request.end();
        });
        response.on('end', resolve);
      });
      request.write('one');
    });
    expect(seen).toEqual(['<one>', '<two>', 'end']);
  });

  it('that comes in one read with its head arrives whole', async () => {
    const service = await startSecureService('h2', certificateAuthority().issue('localhost'), (request, response) => {
      response.end(request.url === '/long' ? Buffer.alloc(40_000, 'abc') : 'short');
    });
    closers.push(() => service.close());
    const { downstream } = routePlan({ scheme: 'https' });
    const version = { version: '2.0', policy: 'exact' } as const;
    const plan = { downstream: { ...downstream, version } };
    const server = await startServer([{ destinations: [service.port], acceptAnyCertificate: true, plan }]);
    closers.push(() => server.drain(100));
    for (let i = 0; i < 20; i++) {
      expect(await (await fetch(`${server.url}/short`)).text()).toBe('short');
      const long = Buffer.from(await (await fetch(`${server.url}/long`)).arrayBuffer());
      expect(long.equals(Buffer.alloc(40_000, 'abc'))).toBe(true);
    }
  });

  it('of some megabytes arrives whole', async () => {
    const { server } = await behind((request, response) => void request.pipe(response));
    const body = Buffer.alloc(5_000_001);
    for (let i = 0; i + 4 <= body.length; i += 4) body.writeUInt32LE(i, i);
    const answer = await fetch(server.url, { method: 'POST', body });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });

  it('that the service does not want does not disturb its early answer', async () => {
    const { server } = await behind((_request, response) => {
      response.writeHead(401, { 'content-length': 2 });
      response.end('no');
    });
    const answer = await fetch(server.url, { method: 'POST', body: Buffer.alloc(8 * 1024 * 1024) });
    expect([answer.status, await answer.text()]).toEqual([401, 'no']);
  });

  it('holds the service back while the client does not read, and other streams go on', async () => {
    let written = 0;
    const { server } = await behind((request, response) => {
      if (request.url === '/small') return void response.end('ok');
      const piece = Buffer.alloc(256 * 1024);
      const more = (): void => {
        while (written < 512 * 1024 * 1024 && !response.destroyed) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
      };
      more();
    });
    const request = http.get(server.url, (response) => response.pause());
    request.on('error', () => {});
    closers.push(async () => void request.destroy());
    await standsStill(() => written);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect(await (await fetch(`${server.url}/small`)).text()).toBe('ok');
  });

  it('holds the client back while the service does not read', async () => {
    const { server } = await behind((request) => void request.pause());
    let written = 0;
    const request = openPost(server);
    const piece = Buffer.alloc(256 * 1024);
    const more = (): void => {
      while (written < 512 * 1024 * 1024 && !request.destroyed) {
        written += piece.length;
        if (!request.write(piece)) return void request.once('drain', more);
      }
    };
    more();
    await standsStill(() => written);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('a stream', () => {
  it('is canceled when its client leaves, and the session stays', async () => {
    const codes: number[] = [];
    const { server, service } = await behind((request, response) => {
      response.stream.on('close', () => codes.push(response.stream.rstCode));
      if (request.url === '/after') response.end('ok');
      else if (request.url === '/body') response.write('x');
    });
    await raw(server.port, get('/head'), 150);
    await raw(server.port, get('/body'), 150);
    await raw(server.port, 'POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\npart', 150);
    await expect.poll(() => codes).toEqual([8, 8, 8]);
    expect(await (await fetch(`${server.url}/after`)).text()).toBe('ok');
    expect(service.connections()).toBe(1);
  });

  it('that is refused goes once more on a fresh session, if the request is safe', async () => {
    let refusals = 0;
    const { server, service } = await behind((_request, response) => {
      if (refusals++ % 2 === 0) response.stream.close(constants.NGHTTP2_REFUSED_STREAM);
      else response.end('ok');
    });
    expect((await fetch(server.url)).status).toBe(200);
    expect(service.connections()).toBe(2);
    expect((await fetch(server.url, { method: 'DELETE' })).status).toBe(502);
  });

  it('does not begin on a session that is going away', async () => {
    const { server, service } = await behind((_request, response) => {
      const { session } = response.stream;
      setTimeout(() => response.end('ok'), 200);
      session?.goaway(constants.NGHTTP2_NO_ERROR);
    });
    const first = fetch(server.url);
    await sleep(100);
    const second = fetch(server.url);
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(service.connections()).toBe(2);
  });

  it('on a kept session that the service cut goes once more', async () => {
    let calls = 0;
    const { server } = await behind((_request, response) => {
      if (++calls === 2) response.stream.session?.destroy();
      else response.end('ok');
    });
    expect((await fetch(server.url)).status).toBe(200);
    expect((await fetch(server.url)).status).toBe(200);
    expect(calls).toBe(3);
  });

  it('has a session of its own when the lifetime is 0', async () => {
    const { server, service } = await behind((_request, response) => response.end('ok'), { lifetime: 0 });
    for (let i = 0; i < 3; i++) expect((await fetch(server.url)).status).toBe(200);
    expect(service.connections()).toBe(3);
    await expect.poll(() => service.sessions.size).toBe(0);
  });

  it('does not wait for a session whose service has silently gone', async () => {
    const { service } = await behind((_request, response) => response.end('ok'));
    // A network between the two that loses everything of the connections it has.
    const relayed: net.Socket[] = [];
    const relay = net.createServer((socket) => {
      const onward = net.connect(service.port, '127.0.0.1');
      relayed.push(socket, onward);
      for (const one of [socket, onward]) one.on('error', () => {});
      socket.pipe(onward).pipe(socket);
    });
    relay.listen(0, '127.0.0.1');
    await once(relay, 'listening');
    closers.push(async () => {
      relay.close();
      for (const socket of relayed) socket.destroy();
    });
    const port = (relay.address() as net.AddressInfo).port;
    const server = await startServer([{ destinations: [port], plan: over(), timeout: 300 }]);
    closers.push(() => server.drain(100));
    expect((await fetch(server.url)).status).toBe(200);
    for (const socket of relayed) socket.unpipe().pause();
    expect((await fetch(server.url)).status).toBe(503);
    await expect.poll(async () => (await fetch(server.url)).status, { timeout: 15_000, interval: 500 }).toBe(200);
  });

  it('finishes on the session of a route that is gone, and the session ends with it', async () => {
    const { server, service } = await behind((_request, response) => void setTimeout(() => response.end('ok'), 300));
    const answer = fetch(server.url);
    await sleep(100);
    server.apply([]);
    expect(await (await answer).text()).toBe('ok');
    await expect.poll(() => service.sessions.size).toBe(0);
  });
});
