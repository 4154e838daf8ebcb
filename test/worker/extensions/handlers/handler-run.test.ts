import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { headerPlan } from '../../../../src/primary/compile/header-plan.js';
import type { DelegatingHandler } from '../../../../src/shared/extensions/delegating-handler.js';
import type { Extensions } from '../../../../src/shared/extensions/extensions.js';
import { ServiceError } from '../../../../src/shared/extensions/service-error.js';
import { answerTo, open, textOf } from '../../../support/http-client.js';
import { type RouteSketch, routePlan, settings } from '../../../support/plans.js';
import { raw } from '../../../support/raw.js';
import { startRawService } from '../../../support/raw-service.js';
import { startServer, type TestServer } from '../../../support/server.js';
import { type Echo, type Service, startService } from '../../../support/service.js';
import { talk } from '../../../support/talk.js';
import { until } from '../../../support/until.js';

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A gateway whose route has these handlers, in their order. */
async function gateway(
  handlers: Readonly<Record<string, DelegatingHandler>>,
  sketch: RouteSketch = {},
  more: Extensions = {},
): Promise<TestServer> {
  const plan = { delegatingHandlers: Object.keys(handlers), ...sketch.plan };
  const extensions = { delegatingHandlers: handlers, ...more };
  const server = await startServer([{ ...sketch, plan }], settings(), { extensions });
  closing.push(() => server.drain(0));
  return server;
}

async function service(handler?: Parameters<typeof startService>[0]): Promise<Service> {
  const started = await startService(handler);
  closing.push(() => started.close());
  return started;
}

const pass: DelegatingHandler = (request, next) => next(request);

it('takes the request through the handlers in their order, and the answer back', async () => {
  const { port } = await service();
  const said: string[] = [];
  const handler = (name: string): DelegatingHandler => {
    return async (request, next) => {
      said.push(`${name} in`);
      request.headers.append('x-seen', name);
      const response = await next(request);
      said.push(`${name} out`);
      response.headers.append('x-by', name);
      return response;
    };
  };
  const { url } = await gateway({ A: handler('A'), B: handler('B') }, { destinations: [port] });
  const response = await fetch(`${url}/a?b=1`);
  const echo = (await response.json()) as Echo;
  expect(said).toEqual(['A in', 'B in', 'B out', 'A out']);
  expect(echo).toMatchObject({
    method: 'GET',
    url: '/a?b=1',
    headers: { 'x-seen': 'A, B', host: `127.0.0.1:${port}` },
  });
  expect(response.headers.get('x-by')).toBe('B, A');
});

it('lets a handler answer instead of the service', async () => {
  let asked = 0;
  const { port } = await service((_request, response) => {
    asked++;
    response.end();
  });
  const { url } = await gateway(
    { Own: () => new Response('own', { status: 201, statusText: 'Made', headers: { 'x-a': '1' } }) },
    { destinations: [port] },
  );
  const response = await fetch(url, { method: 'POST', body: 'unread' });
  expect([response.status, response.statusText, await response.text()]).toEqual([201, 'Made', 'own']);
  expect(response.headers.get('content-length')).toBe('3');
  expect(asked).toBe(0);
});

it('answers a whole upload that nobody reads', async () => {
  const { url } = await gateway({ Own: () => new Response('enough') }, { destinations: [1] });
  const response = await fetch(url, { method: 'POST', body: Buffer.alloc(5_000_000) });
  expect(await response.text()).toBe('enough');
});

it('sends the body with its length, and a new request with the changed path, query, method and body', async () => {
  const { port } = await service();
  const same = await gateway({ Pass: pass }, { destinations: [port] });
  const first = (await (await fetch(same.url, { method: 'POST', body: 'hello' })).json()) as Echo;
  expect(first).toMatchObject({ method: 'POST', body: 'hello', headers: { 'content-length': '5' } });
  const other = await gateway(
    {
      Change: async (request, next) => {
        const body = (await request.text()).toUpperCase();
        return next(new Request(new URL('/new?x=1', request.url), { method: 'PUT', headers: request.headers, body }));
      },
    },
    { destinations: [port] },
  );
  const second = (await (await fetch(other.url, { method: 'POST', body: 'hello' })).json()) as Echo;
  expect(second).toMatchObject({ method: 'PUT', url: '/new?x=1', body: 'HELLO' });
  expect(second.headers['transfer-encoding']).toBe('chunked');
});

it('keeps the bytes of path, header names and values of what is not changed', async () => {
  const answer =
    'HTTP/1.1 200 Fine so\r\nX-CaSe: \xe9t\xe9\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 2\r\n\r\nok';
  const raws = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write(answer, 'latin1');
  });
  closing.push(() => raws.close());
  const { port } = await gateway({ Pass: pass }, { destinations: [raws.port] });
  const { text } = await raw(port, 'GET /a%2Fb/%7e|x?q=a|b HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(raws.received[0]).toContain('GET /a%2Fb/%7e|x?q=a|b HTTP/1.1\r\n');
  expect(text).toContain('HTTP/1.1 200 Fine so\r\n');
  expect(text).toContain('\r\nX-CaSe: \xe9t\xe9\r\nSet-Cookie: a=1\r\nset-cookie: b=2\r\n');
  expect(text).toContain('Content-Length: 2\r\n');
});

it('keeps several Set-Cookie when a handler adds one', async () => {
  const { port } = await service((_request, response) =>
    response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end(),
  );
  const add: DelegatingHandler = async (request, next) => {
    const response = await next(request);
    response.headers.append('set-cookie', 'c=3');
    return response;
  };
  const { url } = await gateway({ Add: add }, { destinations: [port] });
  expect((await fetch(url)).headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3']);
});

it('sends the body of a GET past the handlers', async () => {
  const { port } = await service();
  const server = await gateway({ Pass: pass }, { destinations: [port] });
  const { text } = await raw(server.port, 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi');
  expect(text).toContain('"body":"hi"');
});

describe('answers without a body', () => {
  it.each([204, 304, 205])('%i', async (status) => {
    const { port } = await service((_request, response) => response.writeHead(status, { etag: '"1"' }).end());
    const { url } = await gateway({ Pass: pass }, { destinations: [port] });
    const response = await fetch(url);
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([status, '"1"', '']);
  });

  it('to HEAD say the length of the service', async () => {
    const { port } = await service((_request, response) => response.writeHead(200, { 'content-length': '77' }).end());
    const server = await gateway({ Pass: pass }, { destinations: [port] });
    const { text } = await raw(server.port, 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(text).toMatch(/Content-Length: 77\r\n(.*\r\n)*\r\n$/);
  });

  it('to HEAD leave out what a handler says', async () => {
    const server = await gateway({ Own: () => new Response('text') }, { destinations: [1] });
    const { text } = await raw(server.port, 'HEAD / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(text).not.toContain('text\r\n\r\ntext');
  });

  it('to a route that asks its service with HEAD', async () => {
    const { port } = await service((_request, response) => response.writeHead(200, { 'content-length': '77' }).end());
    const { url } = await gateway({ Pass: pass }, { destinations: [port], method: 'HEAD' });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([200, '']);
  });
});

it('streams both ways at the same time', async () => {
  const { port } = await service((request, response) => request.pipe(response));
  const { url } = await gateway({ A: pass, B: pass }, { destinations: [port] });
  expect(await talk(url)).toEqual(['one', 'two']);
});

it('lets a stream be transformed', async () => {
  const { port } = await service((_request, response) => response.end('abc'));
  const upper = new TextEncoder();
  const transform: DelegatingHandler = async (request, next) => {
    const response = await next(request);
    const stream = response.body!.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform: (piece, controller) =>
          controller.enqueue(upper.encode(Buffer.from(piece).toString().toUpperCase().repeat(2))),
      }),
    );
    return new Response(stream, response);
  };
  const { url } = await gateway({ Transform: transform }, { destinations: [port] });
  expect(await (await fetch(url)).text()).toBe('ABCABC');
});

it('holds a service back while the client takes nothing', async () => {
  let written = 0;
  const piece = Buffer.alloc(64 * 1024);
  const { port } = await service((_request, response) => {
    const more = (): void => {
      let goOn = true;
      while (goOn && written < 100_000_000) {
        written += piece.length;
        goOn = response.write(piece);
      }
      if (written >= 100_000_000) response.end();
    };
    response.on('drain', more);
    more();
  });
  const server = await gateway({ A: pass, B: pass }, { destinations: [port] });
  const request = open(server.port, 'GET', '/');
  request.end();
  const answer = await answerTo(request);
  answer.pause();
  let before = -1;
  await until('the service stops', async () => {
    const same = before === written;
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
    return same;
  });
  expect(written).toBeLessThan(30_000_000);
  let read = 0;
  for await (const chunk of answer) read += (chunk as Buffer).length;
  expect(read).toBe(written);
  expect(read).toBeGreaterThanOrEqual(100_000_000);
});

it('takes 100 MB to the service in little memory', async () => {
  let received = 0;
  const { port } = await service((request, response) => {
    request.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    request.on('end', () => response.end(String(received)));
  });
  const server = await gateway({ A: pass }, { destinations: [port] });
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const request = open(server.port, 'POST', '/', { 'content-length': 100_000_000 });
  const piece = Buffer.alloc(1_000_000);
  for (let i = 0; i < 100; i++) {
    if (!request.write(piece)) await once(request, 'drain');
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  request.end();
  expect(await textOf(await answerTo(request))).toBe('100000000');
  expect(most).toBeLessThan(60_000_000);
});

describe('failures', () => {
  const failing = (error: unknown): DelegatingHandler => {
    return () => {
      throw error;
    };
  };

  it.each<[string, unknown, number, string]>([
    ['an error', new RangeError('broken'), 500, 'ExtensionError'],
    ['nothing', undefined, 500, 'ExtensionError'],
    ['a timeout', new DOMException('late', 'TimeoutError'), 503, 'RequestTimedOutError'],
    ['an abort', new DOMException('gone', 'AbortError'), 499, 'RequestCanceled'],
  ])('%s', async (_name, error, status, code) => {
    const plan = { ...settings(), accessLog: true };
    const server = await startServer([{ destinations: [1], plan: { delegatingHandlers: ['Failing'] } }], plan, {
      extensions: { delegatingHandlers: { Failing: failing(error) } },
    });
    closing.push(() => server.drain(0));
    expect((await fetch(server.url)).status).toBe(status);
    expect(server.log.map(({ fields }) => fields.error)).toEqual([code]);
  });

  it('say in the log what was thrown and where', async () => {
    const server = await gateway({ Failing: failing(new RangeError('broken')) }, { destinations: [1] });
    await fetch(server.url);
    expect(server.log[0]?.fields.detail).toMatch(/^RangeError: broken \(at .*handler-run\.test\.ts/);
  });

  it('of the error map go before', async () => {
    const errorMapper = (error: unknown) => (error instanceof RangeError ? ('badRequest' as const) : null);
    const { url } = await gateway({ Failing: failing(new RangeError()) }, { destinations: [1] }, { errorMapper });
    expect((await fetch(url)).status).toBe(400);
  });

  it('of a map that throws leave the built-in ones', async () => {
    const errorMapper = () => {
      throw new Error();
    };
    const { url } = await gateway({ Failing: failing(new RangeError()) }, { destinations: [1] }, { errorMapper });
    expect((await fetch(url)).status).toBe(500);
  });

  it('of the service reach handlers, and the client as if there were none', async () => {
    const seen: unknown[] = [];
    const { url } = await gateway(
      {
        Catch: async (request, next) => {
          try {
            return await next(request);
          } catch (error) {
            seen.push(error);
            throw error;
          }
        },
      },
      { destinations: [1] },
    );
    expect((await fetch(url)).status).toBe(502);
    expect(seen[0]).toBeInstanceOf(ServiceError);
    expect(seen[0]).toMatchObject({ code: 'ConnectionToDownstreamServiceError', status: 502 });
  });

  it('of the service can be mended by a handler', async () => {
    const { url } = await gateway(
      { Mend: (request, next) => next(request).catch(() => new Response('mended')) },
      { destinations: [1] },
    );
    expect(await (await fetch(url)).text()).toBe('mended');
  });

  it.each<[string, unknown]>([
    ['no Response', 'text'],
    ['nothing', undefined],
    ['an error Response', Response.error()],
    ['a body of numbers', new Response(new ReadableStream({ start: (c) => c.enqueue(1 as never) }))],
  ])('when a handler returns %s', async (_name, value) => {
    const { url } = await gateway({ Wrong: () => value as Response }, { destinations: [1] });
    expect((await fetch(url)).status).toBe(500);
  });

  it('when a handler returns a body that is read', async () => {
    const { port } = await service();
    const { url } = await gateway(
      {
        Reads: async (request, next) => {
          const response = await next(request);
          await response.text();
          return response;
        },
      },
      { destinations: [port] },
    );
    expect((await fetch(url)).status).toBe(500);
  });

  it('of the body cut the answer', async () => {
    let controller: ReadableStreamDefaultController<Uint8Array> | null = null;
    const stream = new ReadableStream<Uint8Array>({
      start: (own) => {
        controller = own;
        own.enqueue(new Uint8Array(10));
      },
    });
    const { url } = await gateway({ Broken: () => new Response(stream) }, { destinations: [1] });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    controller!.error(new Error('broken'));
    await expect(response.arrayBuffer()).rejects.toThrow();
  });

  it('of a method that Fetch does not know', async () => {
    const server = await gateway({ Pass: pass }, { destinations: [1] });
    const { text } = await raw(server.port, 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1.1 500 /);
  });
});

it('ends a handler that never answers with the timeout of the route, and tells it', async () => {
  let signal: AbortSignal | null = null;
  const { url } = await gateway(
    {
      Never: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    },
    { destinations: [1], timeout: 200 },
  );
  expect((await fetch(url)).status).toBe(503);
  expect(signal!.aborted).toBe(true);
});

it('ends the call of the service when the client leaves', async () => {
  let asked = false;
  let closed = false;
  const { port } = await service((request) => {
    asked = true;
    request.on('close', () => {
      closed = true;
    });
  });
  const seen: unknown[] = [];
  const server = await gateway(
    { Watch: (request, next) => next(request).catch((error) => Promise.reject(seen.push(error.name))) },
    { destinations: [port] },
  );
  const request = open(server.port, 'GET', '/');
  request.end();
  await until('the service is asked', () => asked);
  request.destroy();
  await until('the service is left', () => closed);
  await until('the handler knows', () => seen.length > 0);
  expect(seen).toEqual(['AbortError']);
});

it('calls the service again while the body lasts, and says so when it does not', async () => {
  let calls = 0;
  const { port } = await service((request, response) => {
    calls++;
    request.resume();
    response.writeHead(calls === 1 ? 503 : 200).end(String(calls));
  });
  const twice: DelegatingHandler = async (request, next) => {
    const again = request.clone();
    const first = await next(request);
    return first.status === 503 ? next(again) : first;
  };
  const server = await gateway({ Twice: twice }, { destinations: [port] });
  expect(await (await fetch(server.url, { method: 'POST', body: 'x' })).text()).toBe('2');
  const careless = await gateway(
    { Careless: async (request, next) => next(request).then(() => next(request)) },
    { destinations: [port] },
  );
  expect((await fetch(careless.url, { method: 'POST', body: 'x' })).status).toBe(500);
  expect(careless.log[0]?.fields.detail).toContain('the body of the request is sent already');
});

it('leaves no connection open of an answer that a handler does not want', async () => {
  const { port, server } = await service((_request, response) => response.end(Buffer.alloc(10_000_000)));
  const drop: DelegatingHandler = async (request, next) => {
    await next(request);
    return new Response('own');
  };
  const { url } = await gateway({ Drop: drop }, { destinations: [port] });
  expect(await (await fetch(url)).text()).toBe('own');
  await until('the connection is closed', async () => {
    return (await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))) === 0;
  });
});

it('tells a handler about route, metadata, client, id and user', async () => {
  const { port } = await service();
  const seen: unknown[] = [];
  const { url, log } = await gateway(
    {
      Look: (request, next, { route, metadata, clientAddress, requestId, user, log }) => {
        seen.push(route, metadata.number('limit'), clientAddress, requestId, user);
        log.info('seen', { a: 1 });
        return next(request);
      },
    },
    {
      path: '/x/{rest}',
      destinations: [port],
      plan: { metadata: { limit: '12' }, requestId: { routeKey: 'x-id', globalKey: null } },
    },
  );
  await fetch(`${url}/x/1`, { headers: { 'x-id': 'abc' } });
  expect(seen).toEqual(['/x/{rest}', 12, '127.0.0.1', 'abc', null]);
  expect(log).toContainEqual({ fields: { a: 1, 'request.id': 'abc', 'http.route': '/x/{rest}' }, message: 'seen' });
});

it('runs on members of an aggregate', async () => {
  const { port } = await service((request, response) => response.end(JSON.stringify(request.url)));
  const mark: DelegatingHandler = async (request, next) => {
    const response = await next(request);
    return new Response(`"marked ${JSON.parse(await response.text())}"`, response);
  };
  const member = (to: string, handlers: readonly string[] | null) =>
    routePlan({ path: '/all', to, destinations: [port], plan: { delegatingHandlers: handlers } });
  const members = [
    { key: 'a', route: member('/a', ['Mark']) },
    { key: 'b', route: member('/b', null) },
  ];
  const server = await startServer([{ path: '/all', plan: { members } }], settings(), {
    extensions: {
      delegatingHandlers: { Mark: mark },
    },
  });
  closing.push(() => server.drain(0));
  expect(await (await fetch(`${server.url}/all`)).json()).toEqual({ a: 'marked /a', b: '/b' });
});

it('adds what header transforms of the route say, after the handlers', async () => {
  const { port } = await service((_request, response) => response.setHeader('x-a', 'service').end());
  const set: DelegatingHandler = async (request, next) => {
    const response = await next(request);
    response.headers.set('x-a', 'handler');
    return response;
  };
  const responseHeaders = headerPlan({ 'X-A': 'handler, transform' }, 'response');
  const { url } = await gateway({ Set: set }, { destinations: [port], plan: { responseHeaders } });
  expect((await fetch(url)).headers.get('x-a')).toBe('transform');
});

it('leaves no unhandled rejection of a call that the handler does not wait for', async () => {
  const { port } = await service((request) => request.socket.destroy());
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  closing.push(async () => process.off('unhandledRejection', note));
  let failed = false;
  const early: DelegatingHandler = async (request, next) => {
    const answer = next(request);
    // Looks after the answer only when it has been a failure for a while.
    await new Promise((resolve) => setTimeout(resolve, 50));
    failed = await answer.then(
      () => false,
      () => true,
    );
    return new Response('instead');
  };
  const { url } = await gateway({ Early: early }, { destinations: [port] });
  expect(await (await fetch(url)).text()).toBe('instead');
  expect(failed).toBe(true);
  expect(unhandled).toEqual([]);
});

it('refuses a snapshot that names a handler nobody has', async () => {
  const plan = { delegatingHandlers: ['Nobody'] };
  await expect(startServer([{ destinations: [1], plan }])).rejects.toThrow(/delegating handler Nobody/);
});
