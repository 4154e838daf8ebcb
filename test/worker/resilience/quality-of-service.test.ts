import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { headerPlan } from '../../../src/primary/compile/header-plan.js';
import type { BreakerPlan, QosPlan } from '../../../src/shared/policies/qos.js';
import { freePort } from '../../support/free-port.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { type RouteSketch, routePlan } from '../../support/plans.js';
import { type ScriptedService, startScripted, type Turn } from '../../support/scripted-service.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function qos(breaker: Partial<BreakerPlan> | null, timeout: number | null = null): QosPlan {
  const base = { minimumThroughput: 2, breakDuration: 60_000, failureRatio: null, samplingDuration: 10_000 };
  return { timeout, breaker: breaker === null ? null : { ...base, scope: 'route', ...breaker } };
}

async function scripted(...script: Turn[]): Promise<ScriptedService> {
  const service = await startScripted(...script);
  closers.push(() => service.close());
  return service;
}

async function gateway(...routes: RouteSketch[]): Promise<TestServer> {
  const server = await startServer(routes);
  closers.push(() => server.drain(100));
  return server;
}

const guarded = (port: number, plan: QosPlan, more: RouteSketch = {}): RouteSketch => ({
  path: '/q/{id}',
  destinations: [port],
  ...more,
  plan: { qos: plan, ...more.plan },
});

async function get(server: TestServer, path = '/q/1', init: RequestInit = {}) {
  const answer = await fetch(server.url + path, init);
  return { status: answer.status, reason: answer.statusText, headers: answer.headers, body: await answer.text() };
}

async function statuses(server: TestServer, count: number, path = '/q/1'): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < count; i++) found.push((await get(server, path)).status);
  return found;
}

describe('the circuit breaker', () => {
  it('forwards failures until it opens, then answers by itself', async () => {
    const service = await scripted(500);
    const server = await gateway(guarded(service.port, qos({})));
    expect(await get(server)).toMatchObject({ status: 500, body: '500' });
    expect(await get(server)).toMatchObject({ status: 500, body: '500' });
    const refused = await get(server);
    expect(refused).toMatchObject({
      status: 503,
      reason: 'Circuit breaker is open',
      body: 'Circuit breaker is open for route -> /q/{id}',
    });
    expect(refused.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(service.requests).toHaveLength(2);
  });

  it.each([500, 501, 502, 503, 504, 505, 506, 507, 508])('takes status %i for a failure', async (status) => {
    const server = await gateway(guarded((await scripted(status)).port, qos({ minimumThroughput: 1 })));
    expect(await statuses(server, 2)).toEqual([status, 503]);
    expect((await get(server)).reason).toBe('Circuit breaker is open');
  });

  it.each([200, 301, 404, 429, 499, 509, 511, 599])('takes status %i for none', async (status) => {
    const server = await gateway(guarded((await scripted(status)).port, qos({ minimumThroughput: 1 })));
    for (const _ of [1, 2, 3]) {
      expect((await get(server, '/q/1', { redirect: 'manual' })).status).toBe(status);
    }
  });

  it.each([
    ['refused', async () => freePort()],
    ['cut', async () => (await scripted('reset')).port],
  ])('counts connections that are %s', async (_name, port) => {
    const server = await gateway(guarded(await port(), qos({})));
    expect(await statuses(server, 4)).toEqual([502, 502, 503, 503]);
  });

  it('counts timeouts', async () => {
    const service = await scripted('hang');
    const server = await gateway(guarded(service.port, qos({}, 100)));
    const reasons = [(await get(server)).reason, (await get(server)).reason, (await get(server)).reason];
    expect(reasons).toEqual(['Request timeout', 'Request timeout', 'Circuit breaker is open']);
    expect(service.requests).toHaveLength(2);
  });

  it('closes again when the probe succeeds, and tells of every change once', async () => {
    const service = await scripted(500, 500, 200);
    const server = await gateway(guarded(service.port, qos({ breakDuration: 2_000 })));
    expect(await statuses(server, 4)).toEqual([500, 500, 503, 503]);
    await until('the break is over', async () => (await get(server)).status === 200);
    expect(await statuses(server, 3)).toEqual([200, 200, 200]);
    expect(server.log.map(({ message }) => message)).toEqual([
      'circuit opened',
      'circuit half-open, one request goes through',
      'circuit closed',
    ]);
    expect(server.log[0]!.fields).toMatchObject({ 'http.route': '/q/{id}', failures: 2 });
  });

  it('refuses others while the probe runs', async () => {
    const service = await scripted(500, 'hang', 200);
    const server = await gateway(guarded(service.port, qos({ minimumThroughput: 1, breakDuration: 100 })));
    expect(await statuses(server, 1)).toEqual([500]);
    await sleep(250);
    const probe = get(server);
    await until('the probe', () => service.hanging[0]);
    expect(await statuses(server, 2)).toEqual([503, 503]);
    service.hanging[0]!.end('back');
    expect((await probe).body).toBe('back');
    expect(await statuses(server, 1)).toEqual([200]);
  });

  it('lets the next request probe when the client leaves the probe', async () => {
    const service = await scripted(500, 'hang', 200);
    const server = await gateway(guarded(service.port, qos({ minimumThroughput: 1, breakDuration: 100 })));
    await statuses(server, 1);
    await sleep(250);
    const probe = open(server.port, 'GET', '/q/1');
    probe.end();
    await until('the probe', () => service.hanging[0]);
    probe.destroy();
    await until('the next probe', async () => (await get(server)).status === 200);
    expect(service.requests).toHaveLength(3);
  });

  it('lets the next request probe when the route’s timeout ends the probe', async () => {
    const service = await scripted(500, 'hang', 200);
    const route = guarded(service.port, qos({ minimumThroughput: 1, breakDuration: 100 }), { timeout: 500 });
    const server = await gateway(route);
    await statuses(server, 1);
    await sleep(250);
    expect(await get(server)).toMatchObject({ status: 503, body: '' });
    expect(await statuses(server, 1)).toEqual([200]);
  });

  it('keeps the circuits of two routes apart', async () => {
    const service = await scripted(500);
    const plan = qos({ minimumThroughput: 1 });
    const server = await gateway(guarded(service.port, plan), guarded(service.port, plan, { path: '/other' }));
    expect(await statuses(server, 2)).toEqual([500, 503]);
    expect(await statuses(server, 2, '/other')).toEqual([500, 503]);
  });

  it('outlives a snapshot with the same options, and not one with others', async () => {
    const service = await scripted(500);
    const route = guarded(service.port, qos({}));
    const server = await gateway(route);
    await statuses(server, 2);
    server.apply([route, { path: '/new', destinations: [service.port] }]);
    expect(await statuses(server, 1)).toEqual([503]);
    server.apply([guarded(service.port, qos({ minimumThroughput: 3 }))]);
    expect(await statuses(server, 1)).toEqual([500]);
  });

  it('hears of a call that began before the snapshot changed', async () => {
    const service = await scripted('hang', 500);
    const route = guarded(service.port, qos({ minimumThroughput: 1 }));
    const server = await gateway(route);
    const early = get(server);
    await until('the call', () => service.hanging[0]);
    server.apply([route]);
    service.hanging[0]!.writeHead(500).end();
    expect((await early).status).toBe(500);
    expect(await get(server)).toMatchObject({ reason: 'Circuit breaker is open' });
  });

  it('answers a request whose body has not come yet, and the connection goes on', async () => {
    const service = await scripted(500);
    const server = await gateway(guarded(service.port, qos({ minimumThroughput: 1 })));
    await statuses(server, 1);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    const request = http.request(`${server.url}/q/1`, {
      method: 'POST',
      agent,
      headers: { 'content-length': 200_000 },
    });
    request.write('x');
    const answer = await answerTo(request);
    expect([answer.statusCode, await textOf(answer)]).toEqual([503, 'Circuit breaker is open for route -> /q/{id}']);
    request.end('x'.repeat(199_999));
    await once(request, 'close');
    const next = await answerTo(http.get(`${server.url}/q/1`, { agent }));
    expect(next.statusCode).toBe(503);
    next.resume();
    expect(service.requests).toHaveLength(1);
  });

  it('answers HEAD without a body', async () => {
    const server = await gateway(guarded(await freePort(), qos({ minimumThroughput: 1 })));
    await statuses(server, 1);
    expect(await get(server, '/q/1', { method: 'HEAD' })).toMatchObject({
      status: 503,
      reason: 'Circuit breaker is open',
      body: '',
    });
  });

  it('gives an answer like any other to the transforms of the route', async () => {
    const responseHeaders = headerPlan({ 'X-Gateway': 'yes' }, 'response');
    const route = guarded(await freePort(), qos({ minimumThroughput: 1 }), { plan: { responseHeaders } });
    const server = await gateway(route);
    await statuses(server, 1);
    expect((await get(server)).headers.get('x-gateway')).toBe('yes');
  });

  it('gives an answer like any other to an aggregate', async () => {
    const [bad, good] = [await scripted(500), await scripted(200)];
    const path = '/all/{id}';
    const member = (key: string, port: number, plan: QosPlan | null) => ({
      key,
      route: routePlan({ path, destinations: [port], plan: { qos: plan, name: `/${key}` } }),
    });
    const members = [member('bad', bad.port, qos({ minimumThroughput: 1 })), member('good', good.port, null)];
    const server = await gateway({ path, plan: { members } });
    expect((await get(server, '/all/1')).body).toBe('{"bad":500,"good":200}');
    expect((await get(server, '/all/1')).body).toBe('{"bad":"Circuit breaker is open for route -> /bad","good":200}');
    expect(bad.requests).toHaveLength(1);
  });
});

describe('with a circuit for each destination', () => {
  const balanced = { balancer: 'RoundRobin' } as const;

  it('one that is open is passed over', async () => {
    const [dead, good] = [await freePort(), await scripted(200)];
    const plan = qos({ minimumThroughput: 1, scope: 'destination' });
    const server = await gateway({
      path: '/q/{id}',
      ...balanced,
      destinations: [dead, good.port],
      plan: { qos: plan },
    });
    expect(await statuses(server, 5)).toEqual([502, 200, 200, 200, 200]);
    expect(server.log.find(({ message }) => message === 'circuit opened')?.fields).toMatchObject({
      'server.address': `127.0.0.1:${dead}`,
    });
  });

  it('the request is refused when all are open', async () => {
    const plan = qos({ minimumThroughput: 1, scope: 'destination' });
    const destinations = [await freePort(), await freePort()];
    const server = await gateway({ path: '/q/{id}', ...balanced, destinations, plan: { qos: plan } });
    expect(await statuses(server, 3)).toEqual([502, 502, 503]);
    expect((await get(server)).reason).toBe('Circuit breaker is open');
  });
});

describe('the timeout', () => {
  it('answers 503 with a text, and gives the call up', async () => {
    const service = await scripted('hang');
    const server = await gateway(guarded(service.port, qos(null, 100)));
    const answer = await get(server);
    expect(answer).toMatchObject({
      status: 503,
      reason: 'Request timeout',
      body: 'Request timeout for route -> /q/{id}',
    });
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    await until('the call is given up', () => service.hanging[0]!.destroyed || service.hanging[0]!.socket === null);
  });

  it('is not for a body that takes its time', async () => {
    const service = await scripted(async (_request, response) => {
      response.write('a');
      await sleep(900);
      response.end('b');
    });
    const server = await gateway(guarded(service.port, qos(null, 500)));
    expect((await get(server)).body).toBe('ab');
  });

  it('counts the wait for a connection', async () => {
    const service = await scripted('hang');
    const plan = qos(null, 300);
    const server = await gateway(guarded(service.port, plan, { maxConnections: 1 }));
    const first = get(server);
    await until('the first', () => service.hanging[0]);
    await sleep(50);
    const [one, two] = await Promise.all([first, get(server)]);
    expect([one.reason, two.reason]).toEqual(['Request timeout', 'Request timeout']);
  });

  it('starts again while the body of the request arrives', async () => {
    const service = await scripted(200);
    const server = await gateway(guarded(service.port, qos(null, 2_000)));
    const request = open(server.port, 'POST', '/q/1');
    for (let i = 0; i < 6; i++) {
      request.write('x');
      await sleep(500);
    }
    request.end('!');
    const answer = await answerTo(request);
    expect(answer.statusCode).toBe(200);
    expect(service.requests).toEqual(['POST /q/1 xxxxxx!']);
  });

  it('takes the rest of a body that waited, so that the client’s connection goes on', async () => {
    const service = await scripted('hang');
    const server = await gateway(guarded(service.port, qos(null, 300), { maxConnections: 1 }));
    const first = get(server);
    await until('the first', () => service.hanging[0]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    closers.push(() => agent.destroy());
    const request = http.request(`${server.url}/q/1`, { method: 'POST', agent });
    request.end(Buffer.alloc(4_000_000));
    const answer = await answerTo(request);
    answer.resume();
    await once(request, 'close');
    const next = await answerTo(http.get(`${server.url}/elsewhere`, { agent }));
    expect([answer.statusCode, next.statusCode]).toEqual([503, 404]);
    next.resume();
    await first;
  });

  it('answers a request whose body is still on its way', async () => {
    const server = await gateway(guarded((await scripted(200)).port, qos(null, 100)));
    const request = open(server.port, 'POST', '/q/1');
    request.write('x');
    const answer = await answerTo(request);
    expect([answer.statusCode, answer.statusMessage]).toEqual([503, 'Request timeout']);
    request.destroy();
  });
});

describe('a WebSocket handshake', () => {
  async function sockets(): Promise<number> {
    const service = http.createServer();
    const accepting = new WebSocketServer({ noServer: true });
    service.on('upgrade', (request, socket, head) => {
      if (request.url === '/fails') socket.end('HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n');
      else if (request.url === '/opens') accepting.handleUpgrade(request, socket, head, (one) => one.send('hello'));
    });
    service.listen(0, '127.0.0.1');
    await once(service, 'listening');
    closers.push(() => {
      for (const client of accepting.clients) client.terminate();
      service.closeAllConnections();
      service.close();
    });
    return (service.address() as { port: number }).port;
  }

  const upgradable = (port: number, plan: QosPlan): RouteSketch => ({
    path: '/{rest}',
    scheme: 'ws',
    destinations: [port],
    plan: { qos: plan },
  });

  /** The status and reason of an answer that is no 101, or the first message. */
  async function shake(server: TestServer, path: string): Promise<unknown> {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`);
    socket.on('error', () => {});
    return new Promise((resolve) => {
      socket.on('unexpected-response', (_request, { statusCode, statusMessage }) => {
        resolve(`${statusCode} ${statusMessage}`);
        socket.terminate();
      });
      socket.on('message', (data) => {
        resolve(String(data));
        socket.close();
      });
    });
  }

  it('counts as a failure when the service answers so, and is refused by an open circuit', async () => {
    const server = await gateway(upgradable(await sockets(), qos({})));
    const answers = [];
    for (const path of ['/fails', '/opens', '/fails', '/fails', '/opens']) answers.push(await shake(server, path));
    expect(answers).toEqual(['500 Broken', 'hello', '500 Broken', '500 Broken', '503 Circuit breaker is open']);
  });

  it('counts as a failure when there is nobody', async () => {
    const server = await gateway(upgradable(await freePort(), qos({ minimumThroughput: 1 })));
    expect(await shake(server, '/opens')).toBe('502 Bad Gateway');
    expect(await shake(server, '/opens')).toBe('503 Circuit breaker is open');
  });

  it('has the timeout', async () => {
    const server = await gateway(upgradable(await sockets(), qos({ minimumThroughput: 1 }, 100)));
    expect(await shake(server, '/hangs')).toBe('503 Request timeout');
    expect(await shake(server, '/opens')).toBe('503 Circuit breaker is open');
  });

  it('that the client leaves says nothing', async () => {
    const server = await gateway(upgradable(await sockets(), qos({ minimumThroughput: 1 })));
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/hangs`);
    socket.on('error', () => {});
    await sleep(100);
    socket.terminate();
    await sleep(50);
    expect(await shake(server, '/opens')).toBe('hello');
  });
});
