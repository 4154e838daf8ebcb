import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { retryPlan } from '../../../src/primary/compile/retry-plan.js';
import { retryOptions } from '../../../src/shared/config/retry-options.js';
import type { QosPlan } from '../../../src/shared/policies/qos.js';
import type { RetryPlan } from '../../../src/shared/policies/retry.js';
import { freePort } from '../../support/free-port.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { type RouteSketch, routePlan } from '../../support/plans.js';
import { type RawService, startRawService } from '../../support/raw-service.js';
import { type ScriptedService, startScripted, type Turn } from '../../support/scripted-service.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** The defaults, three repetitions without a pause, and what the test says. */
function retry(more: Partial<RetryPlan> = {}): RetryPlan {
  return { ...retryPlan({ retry: retryOptions.parse({ Count: 3, Backoff: 0 }) })!, ...more };
}

function breaker(minimumThroughput: number, scope: 'route' | 'destination' = 'route'): QosPlan {
  const durations = { breakDuration: 60_000, samplingDuration: 10_000 };
  return { timeout: null, breaker: { minimumThroughput, failureRatio: null, scope, ...durations } };
}

async function scripted(...script: Turn[]): Promise<ScriptedService> {
  const service = await startScripted(...script);
  closers.push(() => service.close());
  return service;
}

async function rawService(...handler: Parameters<typeof startRawService>): Promise<RawService> {
  const service = await startRawService(...handler);
  closers.push(() => service.close());
  return service;
}

/** A gateway with one route for everything. */
async function gateway(
  destinations: NonNullable<RouteSketch['destinations']>,
  plan: RetryPlan = retry(),
  more: RouteSketch = {},
): Promise<TestServer> {
  const server = await startServer([
    { path: '/{rest}', destinations, balancer: 'RoundRobin', ...more, plan: { retry: plan, ...more.plan } },
  ]);
  closers.push(() => server.drain(100));
  return server;
}

async function send(server: TestServer, method = 'GET', body?: string) {
  const answer = await fetch(`${server.url}/a`, { method, ...(body === undefined ? {} : { body }) });
  return { status: answer.status, reason: answer.statusText, body: await answer.text() };
}

describe('a call is repeated', () => {
  it.each<[string, Turn]>([
    ['502', 502],
    ['503', 503],
    ['504', 504],
    ['a connection that is cut', 'reset'],
  ])('after %s', async (_name, turn) => {
    const service = await scripted(turn, turn, 200);
    expect(await send(await gateway([service.port]))).toMatchObject({ status: 200, body: '200' });
    expect(service.requests).toHaveLength(3);
  });

  it('after a connection that is refused, elsewhere', async () => {
    const service = await scripted(200);
    const server = await gateway([await freePort(), service.port]);
    for (const _ of [1, 2, 3]) expect((await send(server)).status).toBe(200);
  });

  it('after a try that took too long', async () => {
    const service = await scripted('hang', 200);
    const server = await gateway([service.port], retry({ perTryTimeout: 100 }));
    expect((await send(server)).status).toBe(200);
    await until('the first call is given up', () => service.hanging[0]!.destroyed || !service.hanging[0]!.socket);
  });

  it.each([500, 501, 505, 404, 429, 200])('not after %i', async (status) => {
    const service = await scripted(status, 200);
    expect((await send(await gateway([service.port]))).status).toBe(status);
    expect(service.requests).toHaveLength(1);
  });

  it('after the statuses that the route says', async () => {
    const service = await scripted(429, 503, 200);
    expect((await send(await gateway([service.port], retry({ statusCodes: [429] })))).status).toBe(503);
  });

  it('only so often; then the client gets the last answer', async () => {
    const service = await scripted(502, 503, (_request, response) => response.writeHead(504).end('the last'));
    const server = await gateway([service.port], retry({ count: 2 }));
    expect(await send(server)).toMatchObject({ status: 504, body: 'the last' });
    expect(service.requests).toHaveLength(3);
  });

  it('only so often; then the client gets the last failure', async () => {
    const server = await gateway([await freePort()], retry({ count: 2 }));
    expect((await send(server)).status).toBe(502);
    expect(server.log.filter(({ message }) => message === 'request failed')).toHaveLength(1);
  });

  it('only so often; then the last timeout is answered', async () => {
    const service = await scripted('hang');
    const server = await gateway([service.port], retry({ count: 1, perTryTimeout: 100 }));
    expect(await send(server)).toMatchObject({ status: 503, reason: 'Request timeout' });
    expect(service.requests).toHaveLength(2);
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])('with %s', async (method) => {
    const service = await scripted(503, 200);
    expect((await send(await gateway([service.port]), method)).status).toBe(200);
  });

  it.each(['POST', 'PATCH', 'PURGE'])('not with %s', async (method) => {
    const service = await scripted(503, 200);
    expect((await send(await gateway([service.port]), method, 'x')).status).toBe(503);
    expect(service.requests).toEqual([`${method} /a x`]);
  });

  it('with POST when the route says so', async () => {
    const service = await scripted(503, 'reset', 200);
    const server = await gateway([service.port], retry({ methods: ['POST'] }));
    expect((await send(server, 'POST', 'x')).status).toBe(200);
    expect(service.requests).toEqual(['POST /a x', 'POST /a x', 'POST /a x']);
  });

  it('by the method that goes to the service', async () => {
    const service = await scripted(503, 200);
    expect((await send(await gateway([service.port], retry(), { method: 'POST' }))).status).toBe(503);
  });

  it('not once the answer has begun', async () => {
    const service = await rawService((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    const server = await gateway([service.port]);
    await expect(fetch(`${server.url}/a`).then((answer) => answer.text())).rejects.toThrow();
    expect(service.received).toHaveLength(1);
  });
});

describe('the body of a request', () => {
  const turns: Turn[] = [503, 'reset', 200];

  it('goes out again, whole', async () => {
    const service = await scripted(...turns);
    const body = 'x'.repeat(60_000);
    expect((await send(await gateway([service.port]), 'PUT', body)).status).toBe(200);
    expect(service.requests).toEqual(Array(3).fill(`PUT /a ${body}`));
  });

  it('goes out again in chunks when it came in chunks', async () => {
    const service = await rawService((socket, text, connection) => {
      if (text.endsWith('0\r\n\r\n'))
        socket.end(`HTTP/1.1 ${connection === 0 ? 503 : 200} X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    });
    const server = await gateway([service.port]);
    const request = open(server.port, 'PUT', '/a', { 'transfer-encoding': 'chunked' });
    request.write('one');
    await until('the first piece', () => service.received[0]?.includes('one'));
    request.end('two');
    expect((await answerTo(request)).statusCode).toBe(200);
    expect(service.received[0]).toContain('3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n');
    expect(service.received[1]).toContain('transfer-encoding: chunked\r\n\r\n6\r\nonetwo\r\n0\r\n\r\n');
  });

  it('is sent once when it is larger than what is kept', async () => {
    const service = await scripted(503, 200);
    const server = await gateway([service.port], retry({ maxBodyBytes: 10 }));
    expect((await send(server, 'PUT', 'x'.repeat(11))).status).toBe(503);
    expect(service.requests).toHaveLength(1);
    expect((await send(server, 'PUT', 'x'.repeat(10))).status).toBe(200);
  });

  it('is sent once when it turns out to be larger', async () => {
    const service = await scripted(503, 200);
    const server = await gateway([service.port], retry({ maxBodyBytes: 10 }));
    const request = open(server.port, 'PUT', '/a', { 'transfer-encoding': 'chunked' });
    request.write('x'.repeat(6));
    await sleep(50);
    request.end('x'.repeat(6));
    expect((await answerTo(request)).statusCode).toBe(503);
    expect(service.requests).toEqual([`PUT /a ${'x'.repeat(12)}`]);
  });

  it.each([{ 'content-length': 9 }, { 'transfer-encoding': 'chunked' }])(
    'goes on to the next service when the first one answers before it has all, with %o',
    async (framing) => {
      const early = await rawService((socket) => socket.write('HTTP/1.1 503 Early\r\nContent-Length: 0\r\n\r\n'));
      const patient = await scripted(200);
      const server = await gateway([early.port, patient.port]);
      const request = open(server.port, 'PUT', '/a', framing);
      request.write('one');
      await until('the first try', () => early.received[0]?.trimEnd().endsWith('one'));
      await until('its end', () => early.sockets.size === 0);
      request.write('two');
      await sleep(50);
      request.end('end');
      const answer = await answerTo(request);
      expect([answer.statusCode, await textOf(answer)]).toEqual([200, '200']);
      expect(patient.requests).toEqual(['PUT /a onetwoend']);
    },
  );

  it('of an aggregate goes out again for the member', async () => {
    const service = await scripted(503, 200);
    const path = '/all';
    const route = routePlan({ path, to: '/a', destinations: [service.port], plan: { retry: retry() } });
    const server = await startServer([{ path, plan: { members: [{ key: 'a', route }] } }]);
    closers.push(() => server.drain(100));
    expect(await (await fetch(`${server.url}/all`, { method: 'PUT', body: 'x' })).text()).toBe('{"a":200}');
    expect(service.requests).toEqual(['PUT /a x', 'PUT /a x']);
  });

  it('of an aggregate is sent once when it is larger than what is kept', async () => {
    const service = await scripted(503, 200);
    const path = '/all';
    const route = routePlan({
      path,
      to: '/a',
      destinations: [service.port],
      plan: { retry: retry({ maxBodyBytes: 2 }) },
    });
    const server = await startServer([{ path, plan: { members: [{ key: 'a', route }] } }]);
    closers.push(() => server.drain(100));
    expect(await (await fetch(`${server.url}/all`, { method: 'PUT', body: 'xyz' })).text()).toBe('{"a":503}');
  });
});

describe('an answer that is thrown away', () => {
  it('leaves its connection to the next try when it came whole', async () => {
    const service = await rawService((socket, text) => {
      const first = text.split('\r\n\r\n').length === 2;
      socket.write(`HTTP/1.1 ${first ? '503 Busy' : '200 OK'}\r\nContent-Length: 2\r\n\r\nok`);
    });
    expect((await send(await gateway([service.port]))).status).toBe(200);
    expect(service.received).toHaveLength(1);
  });

  it('takes its connection along when the rest of it is missing', async () => {
    const service = await rawService((socket, _text, connection) => {
      socket.write(connection === 0 ? 'HTTP/1.1 503 X\r\nContent-Length: 9\r\n\r\nhalf' : 'HTTP/1.1 204 X\r\n\r\n');
    });
    expect((await send(await gateway([service.port]))).status).toBe(204);
    await until('the first connection is closed', () => service.sockets.size === 1);
  });

  it('ends its stream over HTTP/2', async () => {
    const service = http2.createServer();
    let streams = 0;
    service.on('stream', (stream) => {
      stream.on('error', () => {});
      stream.respond({ ':status': ++streams === 1 ? 503 : 200 });
      if (streams > 1) stream.end('ok');
      else stream.write('never ends');
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    closers.push(() => service.close());
    const { port } = service.address() as AddressInfo;
    const downstream = {
      ...routePlan({ path: '/{rest}' }).downstream,
      version: { version: '2.0', policy: 'exact' } as const,
    };
    const server = await gateway([port], retry(), { plan: { downstream } });
    expect(await send(server)).toMatchObject({ status: 200, body: 'ok' });
  });

  it('is thrown away for a route that follows redirects, too', async () => {
    const service = await scripted(
      (_request, response) => response.writeHead(302, { location: '/b' }).end(),
      503,
      (_request, response) => response.writeHead(302, { location: '/c' }).end(),
      200,
    );
    const handler = { followRedirects: true, cookieContainer: false, proxy: false };
    expect((await send(await gateway([service.port], retry(), { plan: { handler } }))).status).toBe(200);
    expect(service.requests).toEqual(['GET /a', 'GET /b', 'GET /a', 'GET /c']);
  });
});

describe('the pause before a repetition', () => {
  it('is as long as the service asks for', async () => {
    const service = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
    }, 200);
    const server = await gateway([service.port]);
    const start = performance.now();
    expect((await send(server)).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it('is not made when the service asks for too much', async () => {
    const service = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '3600' }).end('later');
    }, 200);
    expect(await send(await gateway([service.port]))).toMatchObject({ status: 503, body: 'later' });
  });

  it('is not made when it would end after the timeout of the route', async () => {
    const service = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '2' }).end('later');
    }, 200);
    expect(await send(await gateway([service.port], retry(), { timeout: 1_000 }))).toMatchObject({ body: 'later' });
  });

  it('does not end with a snapshot, or with a worker that drains', async () => {
    const service = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
    }, 200);
    const server = await gateway([service.port]);
    const waiting = send(server);
    await until('the first try', () => service.requests[0]);
    server.apply([]);
    const drained = server.drain(10_000);
    expect((await waiting).status).toBe(200);
    await drained;
  });

  it('ends with the client', async () => {
    const service = await scripted((_request, response) => {
      response.writeHead(503, { 'retry-after': '1' }).end();
    }, 200);
    const server = await gateway([service.port]);
    const request = open(server.port, 'GET', '/a');
    request.end();
    await until('the first try', () => service.requests[0]);
    await sleep(50);
    request.destroy();
    await sleep(1_200);
    expect(service.requests).toHaveLength(1);
  });
});

describe('repetitions', () => {
  it('end with the timeout of the route', async () => {
    const service = await scripted('hang');
    const server = await gateway([service.port], retry({ perTryTimeout: 200, count: 10 }), { timeout: 500 });
    expect(await send(server)).toMatchObject({ status: 503, body: '' });
    expect(service.requests.length).toBeLessThan(4);
  });

  it('are a share of the requests, and ten for a quiet route', async () => {
    const service = await scripted(503);
    const server = await gateway([service.port]);
    for (let i = 0; i < 20; i++) await send(server);
    expect(service.requests).toHaveLength(30);
  });

  it('each count for the circuit breaker, and end when it opens', async () => {
    const service = await scripted(503);
    const server = await gateway([service.port], retry(), { plan: { qos: breaker(2) } });
    expect(await send(server)).toMatchObject({ status: 503, body: '503' });
    expect(service.requests).toHaveLength(2);
    expect(await send(server)).toMatchObject({ reason: 'Circuit breaker is open' });
    expect(service.requests).toHaveLength(2);
  });

  it('go on elsewhere when only the circuit of the destination opens', async () => {
    const [bad, good] = [await scripted(503), await scripted(200)];
    const plan = { qos: breaker(1, 'destination') };
    const server = await gateway([bad.port, good.port], retry(), { plan });
    for (const _ of [1, 2, 3]) expect((await send(server)).status).toBe(200);
    expect(bad.requests).toHaveLength(1);
  });

  it('leave the queue for a connection that they waited in', async () => {
    const [full, free] = [await scripted('hang'), await scripted(200, 'hang')];
    const sketch: RouteSketch = { destinations: [full.port, free.port], balancer: 'RoundRobin', maxConnections: 1 };
    const { service } = routePlan(sketch);
    const server = await startServer([
      { ...sketch, path: '/hold', plan: { service } },
      { ...sketch, path: '/{rest}', plan: { service, retry: retry({ perTryTimeout: 500, count: 1 }) } },
    ]);
    closers.push(() => server.drain(100));
    const held = fetch(`${server.url}/hold`);
    await until('the connection is taken', () => full.hanging[0]);
    await send(server);
    const waiting = send(server);
    await until('the next try', () => free.hanging[0]);
    full.hanging[0]!.end('done');
    await (await held).text();
    free.hanging[0]!.end('answer');
    expect((await waiting).body).toBe('answer');
    expect(full.requests).toEqual(['GET /hold']);
  });

  it('may each meet a kept connection that the service has closed', async () => {
    const service = await rawService((socket, text, connection) => {
      const requests = text.split('\r\n\r\n').length - 1;
      if (requests === 2) socket.destroy();
      else if (connection === 2) socket.end('HTTP/1.1 503 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
      else setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'), 50);
    });
    const server = await gateway([service.port], retry({ count: 1 }));
    await Promise.all([send(server), send(server)]);
    expect((await send(server)).status).toBe(200);
    expect(service.received).toHaveLength(4);
  });

  it('give a handshake up that takes too long', async () => {
    const service = http.createServer();
    const accepting = new WebSocketServer({ noServer: true });
    let handshakes = 0;
    let closed = false;
    service.on('upgrade', (request, socket, head) => {
      if (++handshakes === 1) socket.resume().on('end', () => (closed = true));
      else accepting.handleUpgrade(request, socket, head, (one) => one.send('hello'));
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    closers.push(() => {
      for (const client of accepting.clients) client.terminate();
      service.close();
    });
    const port = (service.address() as AddressInfo).port;
    const server = await gateway([port], retry({ perTryTimeout: 100 }), { scheme: 'ws' });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/a`);
    const [message] = await once(socket, 'message');
    expect(String(message)).toBe('hello');
    await until('the first is given up', () => closed, 5_000);
    socket.close();
    await once(socket, 'close');
  });

  it('follow a timeout of quality of service as well', async () => {
    const service = await scripted('hang', 200);
    const server = await gateway([service.port], retry(), { plan: { qos: { timeout: 100, breaker: null } } });
    expect((await send(server)).status).toBe(200);
  });

  it('are made of a WebSocket handshake', async () => {
    const service = http.createServer();
    const accepting = new WebSocketServer({ noServer: true });
    let handshakes = 0;
    service.on('upgrade', (request, socket, head) => {
      if (++handshakes === 1) socket.end('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n');
      else if (handshakes === 2) socket.destroy();
      else accepting.handleUpgrade(request, socket, head, (one) => one.send('hello'));
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    closers.push(() => {
      for (const client of accepting.clients) client.terminate();
      service.close();
    });
    const server = await gateway([(service.address() as AddressInfo).port], retry(), { scheme: 'ws' });
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/a`);
    const [message] = await once(socket, 'message');
    expect([String(message), handshakes]).toEqual(['hello', 3]);
    socket.close();
    await once(socket, 'close');
  });
});
