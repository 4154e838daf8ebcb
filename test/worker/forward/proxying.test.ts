import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../support/free-port.js';
import type { RouteSketch } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { type RawService, startRawService } from '../../support/raw-service.js';
import { startServer, type TestServer } from '../../support/server.js';
import { talk } from '../../support/talk.js';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function gateway(routes: readonly RouteSketch[]): Promise<TestServer> {
  const server = await startServer(routes);
  closers.push(() => server.drain(100));
  return server;
}

/** A gateway in front of a service that says this to every complete request head. */
async function behind(answer: string | ((text: string, connection: number) => string | null), route: RouteSketch = {}) {
  const service = await rawService((socket, text, connection) => {
    const reply = typeof answer === 'string' ? (text.endsWith('\r\n\r\n') ? answer : null) : answer(text, connection);
    if (reply !== null) socket.write(reply, 'latin1');
  });
  return { service, server: await gateway([{ destinations: [service.port], ...route }]) };
}

async function rawService(onData: Parameters<typeof startRawService>[0]): Promise<RawService> {
  const service = await startRawService(onData);
  closers.push(() => service.close());
  return service;
}

async function httpService(listener: http.RequestListener): Promise<number> {
  const service = http.createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => service.once('listening', resolve));
  closers.push(async () => {
    service.closeAllConnections();
    service.close();
  });
  return (service.address() as import('node:net').AddressInfo).port;
}

const get = (path = '/', fields = '') => `GET ${path} HTTP/1.1\r\nHost: gateway.test\r\n${fields}\r\n`;
const post = (fields: string, body: string) => `POST /x HTTP/1.1\r\nHost: gateway.test\r\n${fields}\r\n${body}`;
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

describe('what the service receives', () => {
  it('is the request with the gateway’s framing and the service’s host', async () => {
    const { service, server } = await behind(ok);
    await raw(
      server.port,
      get('/a%20b?x=1&y', 'Accept: a\r\nACCEPT: b\r\nCookie: c=1\r\nCookie: d=2\r\nTE: trailers\r\nUpgrade: h2c\r\n'),
    );
    expect(service.received).toEqual([
      `GET /a%20b?x=1&y HTTP/1.1\r\nhost: 127.0.0.1:${service.port}\r\naccept: a, b\r\ncookie: c=1; d=2\r\n\r\n`,
    ]);
  });

  it.each([
    ['a length', post('Content-Length: 3\r\n', 'abc'), 'content-length: 3\r\n\r\nabc'],
    ['length 0', post('Content-Length: 0\r\n', ''), 'content-length: 0\r\n\r\n'],
    [
      'chunks',
      post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'),
      'transfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    ],
    ['no chunk', post('Transfer-Encoding: chunked\r\n', '0\r\n\r\n'), 'transfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['no body', post('', ''), 'content-length: 0\r\n\r\n'],
  ])('has the body as it was: %s', async (_name, request, tail) => {
    const { service, server } = await behind((text) => (text.endsWith(tail) ? ok : null));
    expect((await raw(server.port, request)).text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(service.received).toEqual([`POST /x HTTP/1.1\r\nhost: 127.0.0.1:${service.port}\r\n${tail}`]);
  });

  it('has a body with GET too, and no fields about a body when there is none', async () => {
    const { service, server } = await behind((text) => (text.endsWith('abc') || text.endsWith('\r\n\r\n') ? ok : null));
    await raw(server.port, 'GET /x HTTP/1.1\r\nHost: a\r\nContent-Type: t\r\nContent-Length: 3\r\n\r\nabc');
    await raw(server.port, get('/x', 'Content-Type: t\r\nContent-Encoding: gzip\r\nExpires: 1\r\nX: 1\r\n'));
    const all = service.received.join('');
    expect(all).toContain('content-type: t\r\ncontent-length: 3\r\n\r\nabc');
    expect(all.slice(all.lastIndexOf('GET '))).toBe(
      `GET /x HTTP/1.1\r\nhost: 127.0.0.1:${service.port}\r\nx: 1\r\n\r\n`,
    );
  });

  it('comes over one connection while that is kept', async () => {
    const { service, server } = await behind(ok);
    for (let i = 0; i < 5; i++) await raw(server.port, get(), 50);
    expect(service.received).toHaveLength(1);
  });

  it('resolves dot segments before it matches', async () => {
    const service = await rawService((socket) => socket.write(ok));
    const server = await gateway([{ path: '/open/{rest}', to: '/open/{rest}', destinations: [service.port] }]);
    for (const path of ['/open/../secret', '/open/%2e%2e/secret', '/open/.%2E/secret', '/open/x/../../secret']) {
      expect((await raw(server.port, get(path), 100)).text, path).toMatch(/^HTTP\/1\.1 404 /);
    }
    expect((await raw(server.port, get('/secret/../open/./a/%2e%2e/b'))).text).toMatch(/^HTTP\/1\.1 200 /);
    expect(service.received.join('')).toMatch(/^GET \/open\/b HTTP/);
  });
});

describe('what the client receives', () => {
  it.each([
    ['a length', 'Content-Length: 3\r\n\r\nabc', /Content-Length: 3\r\n\r\nabc$/],
    [
      'chunks',
      'Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n',
      /Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n$/,
    ],
    ['no chunk', 'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n', /\r\n\r\n(?:0\r\n\r\n)?$/],
    ['length 0', 'Content-Length: 0\r\n\r\n', /Content-Length: 0\r\n\r\n$/],
  ])('has the body as it was: %s', async (_name, rest, tail) => {
    const { server } = await behind(`HTTP/1.1 200 Fine\r\nX-A: 1\r\nServer: s\r\n${rest}`);
    const { text } = await raw(server.port, get());
    expect(text).toMatch(/^HTTP\/1\.1 200 Fine\r\nX-A: 1\r\nServer: s\r\n/);
    expect(text).toMatch(tail);
  });

  it('ends with the service’s connection when that is what ends the body', async () => {
    const service = await rawService((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nuntil the end'));
    const server = await gateway([{ destinations: [service.port] }]);
    expect((await raw(server.port, get())).text).toMatch(
      /Transfer-Encoding: chunked\r\n\r\nd\r\nuntil the end\r\n0\r\n\r\n$/,
    );
  });

  it('keeps the client’s connection over answers without a body', async () => {
    const { server } = await behind((text) => {
      if (!text.endsWith('\r\n\r\n')) return null;
      const path = text.split('\r\n\r\n').at(-2)!;
      if (path.includes('HEAD /head')) return 'HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n';
      if (path.includes('HEAD /chunked')) return 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
      if (path.includes(' /none')) return 'HTTP/1.1 204 No Content\r\nX: 1\r\n\r\n';
      if (path.includes(' /same')) return 'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\nContent-Length: 9\r\n\r\n';
      return ok;
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ask = (method: string, path: string) =>
      new Promise<http.IncomingMessage & { body: string }>((resolve, reject) => {
        const request = http.request({ agent, method, path, port: server.port, host: '127.0.0.1' }, (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () => resolve(Object.assign(response, { body })));
        });
        request.on('error', reject).end();
      });
    const sockets = new Set();
    for (let round = 0; round < 3; round++) {
      const head = await ask('HEAD', '/head');
      expect([head.statusCode, head.headers['content-length']]).toEqual([200, '1234']);
      expect((await ask('HEAD', '/chunked')).headers['content-length']).toBeUndefined();
      const none = await ask('GET', '/none');
      expect([none.statusCode, none.headers['content-length'], none.headers.x]).toEqual([204, undefined, '1']);
      const same = await ask('GET', '/same');
      expect([same.statusCode, same.headers.etag]).toEqual([304, '"a"']);
      const last = await ask('GET', '/');
      expect(last.body).toBe('ok');
      for (const answer of [head, none, same, last]) sockets.add(answer.socket);
    }
    expect(sockets.size).toBe(1);
    agent.destroy();
  });

  it('is the final answer, never an interim one', async () => {
    const { server } = await behind(`HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n${ok}`);
    const { text } = await raw(server.port, get());
    expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(text).not.toContain('Link');
  });

  it('keeps bytes beyond ASCII in fields, and every line of a repeated field', async () => {
    const { server } = await behind(
      'HTTP/1.1 200 OK\r\nX-A: caf\xe9\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n',
    );
    const { text } = await raw(server.port, get());
    expect(text).toContain('X-A: caf\xe9\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n');
  });

  it.each([
    ['garbage', 'what?\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc'],
    ['an unasked switch', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    ['a folded field', 'HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n'],
  ])('is 502 when the service says %s', async (_name, answer) => {
    const { server } = await behind(answer);
    const { text, closed } = await raw(server.port, get());
    expect(text).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n.*Content-Length: 0\r\n\r\n$/s);
    expect(closed).toBe(false);
  });

  it.each([
    ['half a body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
    ['half of the chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
  ])('is cut when the service ends after %s', async (_name, answer) => {
    const service = await rawService((socket) => {
      socket.write(answer);
      setTimeout(() => socket.end(), 50);
    });
    const server = await gateway([{ destinations: [service.port] }]);
    const { text, closed } = await raw(server.port, get(), 1_000);
    expect(text).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(text).not.toMatch(/0\r\n\r\n$/);
    expect(closed).toBe(true);
  });

  it('is cut when the chunks of the service turn into garbage', async () => {
    const { server } = await behind('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n', {});
    const service = await rawService((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
      setTimeout(() => socket.write('zz\r\n'), 30);
    });
    server.apply([{ destinations: [service.port] }]);
    const { text, closed } = await raw(server.port, get(), 1_000);
    expect(text).toMatch(/half/);
    expect(closed).toBe(true);
  });

  it('is 502 when nothing listens, and 503 when nothing answers in time', async () => {
    const silent = await rawService(() => {});
    const server = await gateway([
      { path: '/dead', destinations: [await freePort()] },
      { path: '/silent', destinations: [silent.port], timeout: 200 },
      { path: '/nowhere', destinations: [] },
    ]);
    expect((await raw(server.port, get('/dead'), 1_000)).text).toMatch(/^HTTP\/1\.1 502 /);
    expect((await raw(server.port, get('/silent'), 1_000)).text).toMatch(/^HTTP\/1\.1 503 /);
    expect((await raw(server.port, get('/nowhere'), 1_000)).text).toMatch(/^HTTP\/1\.1 503 /);
    await sleep(50);
    expect(silent.sockets.size).toBe(0);
    expect(server.log.map((line) => line.fields.error)).toEqual([
      'ConnectionToDownstreamServiceError',
      'RequestTimedOutError',
      'ServicesAreEmptyError',
    ]);
  });

  it('closes with the client that asked for it', async () => {
    const { server } = await behind(ok);
    const { text, closed } = await raw(server.port, get('/', 'Connection: close\r\n'), 1_000);
    expect(text).toMatch(/\r\nConnection: close\r\n/);
    expect(closed).toBe(true);
  });
});

describe('a request on a kept connection', () => {
  /** Answers the first request of each connection and closes it on the second. */
  const closesOnSecond = () =>
    rawService((socket, text) => {
      if ((text.match(/ HTTP\/1\.1\r\n/g) ?? []).length === 1) socket.write(ok);
      else socket.destroy();
    });

  it('that the service had just closed goes once more on a fresh one, if it is safe', async () => {
    const service = await closesOnSecond();
    const server = await gateway([{ destinations: [service.port] }]);
    expect((await raw(server.port, get('/1'), 100)).text).toMatch(/ 200 /);
    expect((await raw(server.port, get('/2'), 100)).text).toMatch(/ 200 /);
    expect(service.received).toHaveLength(2);
  });

  it('is not repeated when it has a body or is not safe', async () => {
    for (const request of [post('Content-Length: 1\r\n', 'a'), 'DELETE /x HTTP/1.1\r\nHost: a\r\n\r\n']) {
      const service = await closesOnSecond();
      const server = await gateway([{ destinations: [service.port] }]);
      expect((await raw(server.port, get('/1'), 100)).text).toMatch(/ 200 /);
      expect((await raw(server.port, request, 200)).text).toMatch(/ 502 /);
      expect(service.received).toHaveLength(1);
    }
  });

  it('is not repeated on a fresh connection that fails', async () => {
    const service = await rawService((socket) => socket.destroy());
    const server = await gateway([{ destinations: [service.port] }]);
    expect((await raw(server.port, get(), 200)).text).toMatch(/ 502 /);
    expect(service.received).toHaveLength(1);
  });

  it('goes elsewhere when the service talks unasked', async () => {
    const service = await rawService((socket) => socket.write(`${ok}HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil`));
    const server = await gateway([{ destinations: [service.port] }]);
    for (let i = 0; i < 3; i++) expect((await raw(server.port, get(), 100)).text).toMatch(/\r\n\r\nok$/);
    expect(service.received).toHaveLength(3);
  });
});

describe('connections to a service', () => {
  it('are limited, and requests wait for one in order', async () => {
    let open = 0;
    let most = 0;
    const port = await httpService((_request, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end('ok');
      }, 40);
    });
    const server = await gateway([{ destinations: [port], maxConnections: 2 }]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => fetch(server.url)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
    expect(most).toBe(2);
  });

  it('that a waiting request left or timed out of serve the next one', async () => {
    const port = await httpService((_request, response) => void setTimeout(() => response.end('ok'), 300));
    const server = await gateway([{ destinations: [port], maxConnections: 1, timeout: 400 }]);
    const first = fetch(server.url);
    await sleep(20);
    const gone = new AbortController();
    const second = fetch(server.url, { signal: gone.signal }).catch(() => null);
    const third = fetch(server.url);
    await sleep(50);
    gone.abort();
    expect([(await first).status, await second, (await third).status]).toEqual([200, null, 503]);
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('are used once when their lifetime is 0', async () => {
    const { service, server } = await behind(ok, { lifetime: 0 });
    for (let i = 0; i < 3; i++) await raw(server.port, get(), 50);
    expect(service.received).toHaveLength(3);
  });

  it('take turns over the destinations when the route says so', async () => {
    const ports = await Promise.all(
      ['a', 'b', 'c'].map((name) => httpService((_request, response) => response.end(name))),
    );
    const server = await gateway([{ destinations: ports, balancer: 'RoundRobin' }]);
    const names: string[] = [];
    for (let i = 0; i < 6; i++) names.push(await (await fetch(server.url)).text());
    expect(names).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
    server.apply([{ path: '/{everything}', destinations: ports }]);
    expect(await (await fetch(server.url)).text()).toBe('a');
  });

  it('end with a client that leaves', async () => {
    const service = await rawService(() => {});
    const server = await gateway([{ destinations: [service.port] }]);
    await raw(server.port, get(), 100);
    await raw(server.port, post('Content-Length: 100\r\n', 'part'), 100);
    await sleep(100);
    expect(service.received).toHaveLength(2);
    expect(service.sockets.size).toBe(0);
  });
});

describe('a body', () => {
  it('streams both ways while it comes', async () => {
    const port = await httpService((request, response) => {
      response.writeHead(200);
      request.on('data', (chunk) => response.write(`<${chunk}>`));
      request.on('end', () => response.end('end'));
    });
    const server = await gateway([{ destinations: [port] }]);
    expect(await talk(`${server.url}/x`)).toEqual(['<one>', '<two>', 'end']);
  });

  it('that the service does not want does not disturb its early answer', async () => {
    const port = await httpService((_request, response) => {
      response.writeHead(401, { 'content-length': 2 });
      response.end('no');
    });
    const server = await gateway([{ destinations: [port] }]);
    const answer = await fetch(server.url, { method: 'POST', body: Buffer.alloc(8 * 1024 * 1024) });
    expect([answer.status, await answer.text()]).toEqual([401, 'no']);
  });

  it.each(['length', 'chunks'])('of some megabytes arrives whole, with %s', async (framing) => {
    const port = await httpService((request, response) => {
      if (framing === 'length') response.setHeader('content-length', request.headers['content-length']!);
      request.pipe(response);
    });
    const server = await gateway([{ destinations: [port] }]);
    const body = Buffer.alloc(5_000_001);
    for (let i = 0; i < body.length; i += 4)
      body.writeUInt32LE(i % 4_294_967, i > body.length - 4 ? body.length - 4 : i);
    const sent = framing === 'length' ? body : new Blob([body]).stream();
    const answer = await fetch(server.url, { method: 'POST', body: sent, duplex: 'half' } as RequestInit);
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });

  it('holds the service back while the client does not read', async () => {
    let written = 0;
    const port = await httpService((_request, response) => {
      const piece = Buffer.alloc(256 * 1024);
      const more = () => {
        while (written < 512 * 1024 * 1024) {
          written += piece.length;
          if (!response.write(piece)) return void response.once('drain', more);
        }
      };
      more();
    });
    const server = await gateway([{ destinations: [port] }]);
    const request = http.get(server.url, (response) => response.pause());
    request.on('error', () => {});
    await sleep(1_000);
    const atFirst = written;
    await sleep(500);
    expect(written).toBe(atFirst);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    request.destroy();
  });

  it('holds the client back while the service does not read', async () => {
    const port = await httpService((request) => void request.pause());
    const server = await gateway([{ destinations: [port] }]);
    let written = 0;
    const request = http.request(server.url, { method: 'POST' });
    request.on('error', () => {});
    const piece = Buffer.alloc(256 * 1024);
    const more = () => {
      while (written < 512 * 1024 * 1024) {
        written += piece.length;
        if (!request.write(piece)) return void request.once('drain', more);
      }
    };
    more();
    await sleep(1_000);
    const atFirst = written;
    await sleep(500);
    expect(written).toBe(atFirst);
    expect(written).toBeLessThan(64 * 1024 * 1024);
    request.destroy();
  });
});
