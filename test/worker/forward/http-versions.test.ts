import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { HttpVersionPlan } from '../../../src/shared/snapshot.js';
import { routePlan } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { startRawService } from '../../support/raw-service.js';
import { certificateAuthority, type Issued, type Speaks, startSecureService } from '../../support/secure-service.js';
import { startServer } from '../../support/server.js';

let pair: Issued;
const closers: (() => Promise<void>)[] = [];
const lasting: (() => Promise<void>)[] = [];
const ports = {} as Record<Speaks, number>;

beforeAll(async () => {
  pair = certificateAuthority().issue('localhost');
  for (const speaks of ['https', 'h2', 'both', 'h2c'] as const) {
    const service = await startSecureService(speaks, pair, (request, response) => response.end(request.httpVersion));
    ports[speaks] = service.port;
    lasting.push(() => service.close());
  }
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

afterAll(async () => {
  for (const close of lasting) await close();
});

/** The answer of a service over a route with this version: the version it saw, or the status. */
async function ask(port: number, secure: boolean, version: HttpVersionPlan): Promise<string> {
  const { downstream } = routePlan({ scheme: secure ? 'https' : 'http' });
  const server = await startServer([
    { destinations: [port], acceptAnyCertificate: true, plan: { downstream: { ...downstream, version } } },
  ]);
  closers.push(() => server.drain(100));
  const answer = await fetch(server.url);
  return answer.status === 200 ? answer.text() : String(answer.status);
}

describe('the version a service over TLS is spoken to in', () => {
  // Source: Ocelot, HTTP version and policy; its table first.
  it.each([
    ['2.0', 'orHigher', 'https', '502'],
    ['1.1', 'orLower', 'h2', '502'],
    ['1.1', 'exact', 'h2', '502'],
    ['2.0', 'exact', 'h2', '2.0'],
    ['2.0', 'orLower', 'https', '1.1'],
    ['2.0', 'orLower', 'h2', '2.0'],
    ['1.1', 'orHigher', 'https', '1.1'],
    ['1.1', 'orHigher', 'h2', '2.0'],
    ['2.0', 'orLower', 'both', '2.0'],
    ['1.1', 'orHigher', 'both', '2.0'],
    ['1.1', 'orLower', 'both', '1.1'],
    ['1.1', 'exact', 'both', '1.1'],
    ['2.0', 'exact', 'both', '2.0'],
    ['2.0', 'exact', 'https', '502'],
    ['1.0', 'orLower', 'https', '1.1'],
  ] as const)('%s %s of one that speaks %s: %s', async (version, policy, speaks, result) => {
    expect(await ask(ports[speaks], true, { version, policy })).toBe(result);
  });
});

describe('the version a service without TLS is spoken to in', () => {
  it.each([
    ['2.0', 'orHigher', '2.0'],
    ['2.0', 'exact', '2.0'],
    ['2.0', 'orLower', '502'],
    ['1.1', 'orHigher', '502'],
    ['1.1', 'orLower', '502'],
  ] as const)('%s %s of one that speaks HTTP/2: %s', async (version, policy, result) => {
    expect(await ask(ports.h2c, false, { version, policy })).toBe(result);
  });

  it('2.0 exact of one that speaks HTTP/1.1: 502', async () => {
    const service = await startRawService((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    closers.push(() => service.close());
    expect(await ask(service.port, false, { version: '2.0', policy: 'exact' })).toBe('502');
  });
});

it('1.0 is HTTP/1.1 on a connection of its own, which is closed', async () => {
  const service = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  closers.push(() => service.close());
  const { downstream } = routePlan();
  const version = { version: '1.0', policy: 'orLower' } as const;
  const server = await startServer([
    { destinations: [service.port], plan: { downstream: { ...downstream, version } } },
  ]);
  closers.push(() => server.drain(100));
  for (let i = 0; i < 2; i++) await raw(server.port, 'GET /a HTTP/1.1\r\nHost: x\r\n\r\n', 100);
  const head = `GET /a HTTP/1.1\r\nhost: 127.0.0.1:${service.port}\r\nconnection: close\r\n\r\n`;
  expect(service.received).toEqual([head, head]);
});

it('a service that changes what it speaks is asked again once its connections are gone', async () => {
  let service = await startSecureService('both', pair, (request, response) => response.end(request.httpVersion));
  const { downstream } = routePlan({ scheme: 'https' });
  const version = { version: '2.0', policy: 'orLower' } as const;
  const plan = { downstream: { ...downstream, version } };
  const server = await startServer([{ destinations: [service.port], acceptAnyCertificate: true, plan }]);
  closers.push(() => server.drain(100));
  for (let i = 0; i < 3; i++) expect(await (await fetch(server.url)).text()).toBe('2.0');
  // The connection that asked is the one that is used.
  expect(service.connections()).toBe(1);
  const { port } = service;
  await service.close();
  service = await startSecureService('https', pair, (request, response) => response.end(request.httpVersion), {}, port);
  closers.push(() => service.close());
  await expect.poll(async () => (await fetch(server.url)).text(), { timeout: 15_000, interval: 500 }).toBe('1.1');
}, 20_000);
