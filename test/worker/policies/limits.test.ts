import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RouteLimitsPlan } from '../../../src/shared/snapshot.js';
import { answerTo, open } from '../../support/http-client.js';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { type RawService, startRawService } from '../../support/raw-service.js';
import { startServer, type TestServer } from '../../support/server.js';
import { until } from '../../support/until.js';

const none: RouteLimitsPlan = {
  bodyBytes: null,
  bodyIdleTimeout: null,
  bodyTimeout: null,
  headerBytes: null,
  headerCount: null,
  urlBytes: null,
};

const routes: Readonly<Record<string, Partial<RouteLimitsPlan>>> = {
  '/small/{rest}': { bodyBytes: 10 },
  '/large/{rest}': { bodyBytes: 1_000 },
  '/url/{rest}': { urlBytes: 20 },
  '/count/{rest}': { headerCount: 3 },
  '/bytes/{rest}': { headerBytes: 40 },
  '/idle/{rest}': { bodyIdleTimeout: 1_000 },
  '/total/{rest}': { bodyTimeout: 1_500 },
};

let service: RawService;
let server: TestServer;

beforeAll(async () => {
  service = await startRawService((socket, text) => {
    const ended = /\r\n\r\n$/.test(text) || text.endsWith('END');
    if (ended) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const limited = Object.entries(routes).map(([path, limits]) => ({
    path,
    destinations: [service.port],
    plan: { limits: { ...none, ...limits } },
  }));
  server = await startServer([...limited, { path: '/host/{rest}', destinations: [service.port] }], host);
});

const host = settings({ bodyBytes: 100, headerCount: 20, minBodyRate: 0 });

afterAll(async () => {
  await server.drain(100);
  await service.close();
});

afterEach(() => {
  service.received.fill('');
});

async function send(text: string): Promise<string> {
  return (await raw(server.port, text, 1_000)).text.slice(9, 12);
}

const get = (path: string, fields = ''): string => `GET ${path} HTTP/1.1\r\nHost: g\r\n${fields}\r\n`;
const post = (path: string, body: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: g\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const chunked = (path: string, ...chunks: string[]): string =>
  `POST ${path} HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n${chunks
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join('')}0\r\n\r\n`;

describe('a body', () => {
  it.each([
    ['of just the limit passes', post('/small/x', '1234567END'), '200'],
    ['that announces more gets 413', post('/small/x', '12345678END'), '413'],
    ['above the host’s limit passes when the route’s is higher', post('/large/x', `${'a'.repeat(500)}END`), '200'],
    ['above the higher limit gets 413', post('/large/x', 'a'.repeat(1_001)), '413'],
    ['above the host’s limit gets 413 on other routes', post('/host/x', 'a'.repeat(101)), '413'],
    ['in chunks gets 413 when it passes the limit', chunked('/small/x', '12345', '678901'), '413'],
    ['in chunks up to the limit passes', chunked('/small/x', '12345', '67END'), '200'],
  ])('%s', async (_, request, status) => {
    expect(await send(request)).toBe(status);
  });

  it('that announces too much does not reach the service', async () => {
    await send('POST /small/x HTTP/1.1\r\nHost: g\r\nContent-Length: 11\r\n\r\n');
    expect(service.received.join('')).toBe('');
  });

  it('that turns out too large cuts the connection to the service', async () => {
    const request = open(server.port, 'POST', '/small/cut', { 'transfer-encoding': 'chunked' });
    request.write('12345');
    await until('the service has the beginning', () => service.received.some((text) => text.includes('12345')));
    const open_ = service.sockets.size;
    request.write('678901');
    expect((await answerTo(request)).statusCode).toBe(413);
    await until('its connection is closed', () => service.sockets.size < open_);
  });

  it('that pauses longer than the route allows gets 408', async () => {
    const request = open(server.port, 'POST', '/idle/x', { 'content-length': 10 });
    request.write('12345');
    expect((await answerTo(request)).statusCode).toBe(408);
  });

  it('that takes longer than the route allows gets 408 although it never pauses', async () => {
    const request = open(server.port, 'POST', '/total/x', { 'content-length': 100 });
    const answer = answerTo(request);
    let answered = false;
    void answer.finally(() => {
      answered = true;
    });
    for (let sent = 0; sent < 90 && !answered; sent++) {
      request.write('x');
      await sleep(100);
    }
    expect((await answer).statusCode).toBe(408);
  }, 20_000);
});

describe('a head', () => {
  it.each([
    ['URL of just the limit passes', get('/url/90123456789?a=b'), '200'],
    ['URL above it gets 414', get('/url/90123456789?a=bc'), '414'],
    ['header lines up to the limit pass', get('/count/x', 'A: 1\r\nA: 2\r\n'), '200'],
    ['one line more gets 431', get('/count/x', 'A: 1\r\nA: 2\r\nA: 3\r\n'), '431'],
    ['the host’s limit counts on other routes', get('/host/x', 'A: 1\r\n'.repeat(20)), '431'],
    ['lines of just the bytes pass', get('/bytes/x', `A: ${'1'.repeat(26)}\r\n`), '200'],
    ['a byte more gets 431', get('/bytes/x', `A: ${'1'.repeat(27)}\r\n`), '431'],
  ])('%s', async (_, request, status) => {
    expect(await send(request)).toBe(status);
  });
});
