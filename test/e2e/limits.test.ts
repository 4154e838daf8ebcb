import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evenly, readBody } from '../support/bodies.js';
import { type BodyService, startBodyService } from '../support/body-service.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open } from '../support/http-client.js';
import { expectNothingLeft } from '../support/nothing-left.js';
import { raw } from '../support/raw.js';
import { routeTo } from '../support/service.js';
import { until } from '../support/until.js';

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

let service: BodyService;

beforeAll(async () => {
  service = await startBodyService();
});

afterAll(() => service.close());

/** Runs a test against a gateway with these limits, and sees to it that nothing is left of it. */
async function withLimits(limits: object, test: (gateway: RunningGateway) => Promise<void>): Promise<void> {
  const gateway = await startGateway({ config: { Routes: [routeTo(service.port)], Gateway: { Limits: limits } } });
  try {
    const workers = await gateway.pids();
    await test(gateway);
    await expectNothingLeft(gateway, workers, service);
  } finally {
    await gateway.stop();
  }
}

const get = (target: string, fields = '') =>
  `GET ${target} HTTP/1.1\r\nHost: gateway.test\r\nConnection: close\r\n${fields}\r\n`;
const statusOf = async (gateway: RunningGateway, bytes: string) =>
  Number((await raw(gateway.port, bytes, 5_000)).text.slice(9, 12));

/** Sends, and gives what came back until the gateway closed the connection, with the time that took. */
async function untilClosed(gateway: RunningGateway, bytes: string): Promise<{ text: string; took: number }> {
  const socket = net.connect(gateway.port, '127.0.0.1');
  const begin = performance.now();
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return { text, took: performance.now() - begin };
}

/** An answer whose client takes nothing, or as much per second. Gives when the service was told to stop, in ms. */
async function slowReader(gateway: RunningGateway, framing: string, rate = 0): Promise<number> {
  const request = open(gateway.port, 'GET', `/give?size=${64 * megabyte}&framing=${framing}`);
  request.end();
  const answer = await answerTo(request);
  const begin = performance.now();
  if (rate === 0) answer.pause();
  else void readBody(answer, evenly(rate)).catch(() => {});
  await until('the gateway cuts the connection', () => service.inFlight() === 0, 25_000);
  const took = performance.now() - begin;
  request.destroy();
  return took;
}

describe('by default', () => {
  it('a cookie of 16 KB passes, and a target of nearly 16 KB', () =>
    withLimits({}, async (gateway) => {
      expect(await statusOf(gateway, get('/fine', `Cookie: a=${'c'.repeat(16 * kilobyte)}\r\n`))).toBe(200);
      expect(await statusOf(gateway, get(`/${'p'.repeat(16 * kilobyte - 2)}`))).toBe(200);
      expect(await statusOf(gateway, get(`/fine?${'q'.repeat(16 * kilobyte - 10)}`))).toBe(200);
    }));

  it('a head of more than 32 KB is 431, a target of more than 16 KB 414', () =>
    withLimits({}, async (gateway) => {
      expect(await statusOf(gateway, get('/fine', `Cookie: a=${'c'.repeat(33 * kilobyte)}\r\n`))).toBe(431);
      expect(await statusOf(gateway, get(`/${'p'.repeat(16 * kilobyte)}`))).toBe(414);
      expect(await statusOf(gateway, get(`/fine?${'q'.repeat(16 * kilobyte)}`))).toBe(414);
    }));

  it('90 fields pass, and 200 are 431', () =>
    withLimits({}, async (gateway) => {
      const fields = (count: number) => Array.from({ length: count }, (_, i) => `X-Field-${i}: v\r\n`).join('');
      expect(await statusOf(gateway, get('/fine', fields(90)))).toBe(200);
      expect(await statusOf(gateway, get('/fine', fields(200)))).toBe(431);
    }));
});

describe('Gateway.Limits', () => {
  it('HeaderBytes', () =>
    withLimits({ HeaderBytes: '8KB' }, async (gateway) => {
      expect(await statusOf(gateway, get('/fine', `Cookie: ${'c'.repeat(7 * kilobyte)}\r\n`))).toBe(200);
      expect(await statusOf(gateway, get('/fine', `Cookie: ${'c'.repeat(9 * kilobyte)}\r\n`))).toBe(431);
    }));

  it('UrlBytes', () =>
    withLimits({ UrlBytes: 100 }, async (gateway) => {
      expect(await statusOf(gateway, get(`/${'p'.repeat(99)}`))).toBe(200);
      expect(await statusOf(gateway, get(`/${'p'.repeat(100)}`))).toBe(414);
    }));

  it('BodyBytes: 413 by the length, and by what comes, and the connection is closed', () =>
    withLimits({ BodyBytes: '1KB' }, async (gateway) => {
      const post = 'POST /take HTTP/1.1\r\nHost: gateway.test\r\n';
      const exact = await raw(gateway.port, `${post}Content-Length: 1024\r\n\r\n${'b'.repeat(1024)}`, 5_000);
      expect(exact.text).toMatch(/^HTTP\/1\.1 200 /);
      const longer = `${post}Content-Length: 1025\r\n\r\n${'b'.repeat(1025)}`;
      expect((await untilClosed(gateway, longer)).text).toMatch(/^HTTP\/1\.1 413 /);
      const chunked = `${post}Transfer-Encoding: chunked\r\n\r\n401\r\n${'b'.repeat(1025)}\r\n`;
      expect((await untilClosed(gateway, chunked)).text).toMatch(/^HTTP\/1\.1 413 /);
    }));

  it('BodyIdleTimeout: 408, and the connection is closed', () =>
    withLimits({ BodyIdleTimeout: '1s' }, async (gateway) => {
      const half = `POST /take HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 20000\r\n\r\n${'b'.repeat(10_000)}`;
      const { text, took } = await untilClosed(gateway, half);
      expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(took).toBeGreaterThan(1_000);
      expect(took).toBeLessThan(9_000);
    }));

  it('MinBodyRate after RateGrace: 408, and the connection is closed', () =>
    withLimits({ MinBodyRate: '100KB', RateGrace: '1s' }, async (gateway) => {
      const request = open(gateway.port, 'POST', '/take', { 'content-length': megabyte });
      const sending = setInterval(() => request.write(Buffer.alloc(kilobyte)), 100);
      const answer = await answerTo(request);
      expect(answer.statusCode).toBe(408);
      clearInterval(sending);
      if (!request.destroyed) await Promise.all([once(request, 'close'), answer.resume()]);
    }));

  it('MinBodyRate 0: any body passes that does not pause for too long', () =>
    withLimits({ MinBodyRate: 0, RateGrace: '0s' }, async (gateway) => {
      const request = open(gateway.port, 'POST', '/take', { 'content-length': 4 });
      const answer = answerTo(request);
      for (const byte of 'slow') {
        await sleep(1_500);
        request.write(byte);
      }
      request.end();
      expect((await answer).statusCode).toBe(200);
    }));

  it.each(['length', 'chunks'])('WriteIdleTimeout, with %s: the connection is cut', (framing) =>
    withLimits({ WriteIdleTimeout: '2s' }, async (gateway) => {
      const took = await slowReader(gateway, framing);
      expect(took).toBeGreaterThan(1_900);
      expect(took).toBeLessThan(10_000);
    }),
  );

  it.each(['length', 'chunks'])('MinWriteRate after RateGrace, with %s: the connection is cut', (framing) =>
    withLimits({ MinWriteRate: '64KB', RateGrace: '1s' }, async (gateway) => {
      const took = await slowReader(gateway, framing, 4 * kilobyte);
      expect(took).toBeGreaterThan(1_900);
      expect(took).toBeLessThan(15_000);
    }),
  );

  it('Connections: one too many is closed, and there is room again when one leaves', () =>
    withLimits({ Connections: 2 }, async (gateway) => {
      const first = net.connect(gateway.port, '127.0.0.1');
      const second = net.connect(gateway.port, '127.0.0.1');
      await Promise.all([once(first, 'connect'), once(second, 'connect')]);
      await sleep(200);
      expect(await raw(gateway.port, get('/fine'), 2_000)).toEqual({ text: '', closed: true });
      first.destroy();
      await until('there is room', async () => (await statusOf(gateway, get('/fine'))) === 200);
      second.destroy();
    }));

  it('DrainTimeout: a worker that is replaced cuts what takes longer', async () => {
    const gateway = await startGateway({
      config: { Routes: [routeTo(service.port)], Gateway: { Limits: { DrainTimeout: '1s' } } },
    });
    const request = open(gateway.port, 'GET', '/wait?ms=60000');
    request.end();
    await until('the service has it', () => service.inFlight() === 1);
    const cut = answerTo(request).then(
      () => 'answered',
      () => 'cut',
    );
    const [old] = await gateway.pids();
    gateway.signal('SIGHUP');
    expect(await cut).toBe('cut');
    const next = await until('the next worker serves alone', async () => {
      const pids = await gateway.pids();
      return pids.length === 1 && pids[0] !== old ? pids : null;
    });
    await expectNothingLeft(gateway, next, service);
    expect(await gateway.stop()).toBe(0);
  });
});
