import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { evenly, pauseAfter, readBody, sendBody } from '../support/bodies.js';
import { type BodyService, startBodyService } from '../support/body-service.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open, takenOf, textOf } from '../support/http-client.js';
import { expectNothingLeft } from '../support/nothing-left.js';
import { raw } from '../support/raw.js';
import { routeTo, startService } from '../support/service.js';

// All of them wait most of their time.
vi.setConfig({ maxConcurrency: 30, testTimeout: 90_000 });

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

let service: BodyService;
let gateway: RunningGateway;
let workers: number[];

beforeAll(async () => {
  service = await startBodyService();
  const short = routeTo(service.port, { UpstreamPathTemplate: '/short/{everything}', Timeout: 6 });
  gateway = await startGateway({ config: { Routes: [routeTo(service.port), short] } });
  workers = await gateway.pids();
});

afterAll(async () => {
  await expectNothingLeft(gateway, workers, service);
  expect(await gateway.stop()).toBe(0);
  await service.close();
});

describe.concurrent.each(['length', 'chunks'] as const)('an upload with %s', (framing) => {
  const upload = (path: string, size: number) =>
    open(gateway.port, 'POST', path, framing === 'length' ? { 'content-length': size } : {});

  it('of 2 KB/s passes', async () => {
    const request = upload('/take', 60 * kilobyte);
    const [sent, taken] = await Promise.all([
      sendBody(request, 60 * kilobyte, evenly(2 * kilobyte), 512),
      takenOf(request),
    ]);
    expect(taken).toEqual(sent);
  });

  it('with a pause of 20 seconds passes', async () => {
    const request = upload('/take', 100 * kilobyte);
    const [sent, taken] = await Promise.all([
      sendBody(request, 100 * kilobyte, pauseAfter(50 * kilobyte, 20_000), 10 * kilobyte),
      takenOf(request),
    ]);
    expect(taken).toEqual(sent);
  });

  it('to a service that begins to read after 20 seconds passes', async () => {
    const request = upload('/take?pause=20000', 20 * megabyte);
    const [sent, taken] = await Promise.all([sendBody(request, 20 * megabyte), takenOf(request)]);
    expect(taken).toEqual(sent);
  });

  it('to a service that begins to read after 5 seconds and then thinks for 20 passes', async () => {
    const request = upload('/take?pause=5000&think=20000', 20 * megabyte);
    const [sent, taken] = await Promise.all([sendBody(request, 20 * megabyte), takenOf(request)]);
    expect(taken).toEqual(sent);
  });

  it('that goes on for longer than the timeout of the route passes while it moves', async () => {
    const request = upload(`/short/take?rate=${4 * megabyte}`, 60 * megabyte);
    const [sent, taken] = await Promise.all([sendBody(request, 60 * megabyte), takenOf(request)]);
    expect(taken).toEqual(sent);
  });
});

describe.concurrent.each(['length', 'chunks'] as const)('a download with %s', (framing) => {
  const get = async (path: string) => {
    const request = open(gateway.port, 'GET', path);
    request.end();
    return answerTo(request);
  };

  it('read evenly over 30 seconds passes', async () => {
    const path = `/give?size=${12 * megabyte}&framing=${framing}&test=even`;
    expect(await readBody(await get(path), evenly(0.4 * megabyte))).toEqual(service.sent(path));
  });

  it('that stalls for 20 seconds in the middle passes', async () => {
    const path = `/give?size=${12 * megabyte}&framing=${framing}&test=middle`;
    expect(await readBody(await get(path), pauseAfter(2 * megabyte, 20_000))).toEqual(service.sent(path));
  });

  it.each([64 * kilobyte, 200 * kilobyte, 12 * megabyte])('of %d bytes read after 20 seconds passes', async (size) => {
    const path = `/give?size=${size}&framing=${framing}&test=late`;
    expect(await readBody(await get(path), pauseAfter(0, 20_000))).toEqual(service.sent(path));
  });

  it('that the service writes in small pieces passes when it is read after 20 seconds', async () => {
    const path = `/give?size=${12 * megabyte}&framing=${framing}&piece=1500&test=pieces`;
    expect(await readBody(await get(path), pauseAfter(0, 20_000))).toEqual(service.sent(path));
  });
});

describe.concurrent('silence', () => {
  it('of a minute does not end an event stream', async () => {
    const events = await startService((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: first\n\n');
      setTimeout(() => response.end('data: last\n\n'), 61_000);
    });
    const own = await startGateway({ config: { Routes: [routeTo(events.port)] } });
    const request = open(own.port, 'GET', '/events');
    request.end();
    expect(await textOf(await answerTo(request))).toBe('data: first\n\ndata: last\n\n');
    expect(await own.stop()).toBe(0);
    await events.close();
  });

  it('of a service that thinks for 25 seconds does not end the request', async () => {
    const request = open(gateway.port, 'GET', '/wait?ms=25000');
    request.end();
    expect(await textOf(await answerTo(request))).toBe('late');
  });

  it('within a head ends the connection, and no other', async () => {
    const cut = raw(gateway.port, 'GET / HTTP/1.1\r\nHost: gateway.test\r\nX-Slow: ', 20_000);
    await sleep(10);
    expect((await cut).closed).toBe(true);
  });
});
