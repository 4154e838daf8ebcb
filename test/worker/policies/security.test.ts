import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SecurityPlan } from '../../../src/shared/snapshot.js';
import { settings } from '../../support/plans.js';
import { raw } from '../../support/raw.js';
import { type RawService, startRawService } from '../../support/raw-service.js';
import { startServer, type TestServer } from '../../support/server.js';

const lists: Readonly<Record<string, Partial<SecurityPlan>>> = {
  '/allowed': { allowed: ['127.0.0.0/8'] },
  '/not-allowed': { allowed: ['10.0.0.1', '::1'] },
  '/blocked': { blocked: ['127.0.0.1-20'] },
  '/both': { allowed: ['127.0.0.1'], blocked: ['0.0.0.0/0'] },
  '/excluded': { allowed: ['127.0.0.1'], blocked: ['0.0.0.0/0'], excludeAllowedFromBlocked: true },
  '/nobody-blocked': { allowed: [], blocked: ['127.0.0.1'], excludeAllowedFromBlocked: true },
};

let service: RawService;
let server: TestServer;

beforeAll(async () => {
  service = await startRawService((socket, text) => {
    if (text.endsWith('\r\n\r\n')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
  });
  const neutral: SecurityPlan = { allowed: [], blocked: [], excludeAllowedFromBlocked: false };
  server = await startServer(
    Object.entries(lists).map(([path, plan]) => ({
      path,
      destinations: [service.port],
      plan: { security: { ...neutral, ...plan } },
    })),
    settings({}, { accessLog: true }),
  );
});

afterAll(async () => {
  await server.drain(100);
  await service.close();
});

async function statusOf(path: string, fields = ''): Promise<string> {
  const { text } = await raw(server.port, `GET ${path} HTTP/1.1\r\nHost: g\r\n${fields}\r\n`);
  return text.slice(9, 12);
}

describe('the lists of a route', () => {
  it.each([
    ['/allowed', '200'],
    ['/not-allowed', '403'],
    ['/blocked', '403'],
    ['/both', '403'],
    ['/excluded', '200'],
    ['/nobody-blocked', '403'],
  ])('%s: %s', async (path, status) => {
    expect(await statusOf(path)).toBe(status);
  });

  it('count for WebSockets too', async () => {
    const upgrade =
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    expect(await statusOf('/blocked', upgrade)).toBe('403');
  });

  it('do not believe what a client says about itself', async () => {
    expect(await statusOf('/not-allowed', 'X-Forwarded-For: 10.0.0.1\r\nForwarded: for=10.0.0.1\r\n')).toBe('403');
  });
});

it('refuses with an empty body and asks no service', async () => {
  const before = service.received.join('');
  const { text } = await raw(server.port, 'GET /blocked HTTP/1.1\r\nHost: g\r\n\r\n');
  expect(text).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*Content-Length: 0\r\n\r\n$/s);
  expect(service.received.join('')).toBe(before);
  expect(server.log.at(-1)?.fields).toMatchObject({ error: 'SecurityError', detail: 'client IP 127.0.0.1 is blocked' });
});

it('counts the client that a trusted proxy names', async () => {
  const trusting = settings(
    {},
    { forwardedHeaders: { send: false, trustedProxies: ['127.0.0.1'], read: 'X-Forwarded-For' } },
  );
  const behindProxy = await startServer(
    [
      {
        path: '/x',
        destinations: [service.port],
        plan: { security: { allowed: ['203.0.113.0/24'], blocked: [], excludeAllowedFromBlocked: false } },
      },
    ],
    trusting,
  );
  const ask = async (fields: string) =>
    (await raw(behindProxy.port, `GET /x HTTP/1.1\r\nHost: g\r\n${fields}\r\n`)).text.slice(9, 12);
  expect(await ask('')).toBe('403');
  expect(await ask('X-Forwarded-For: 203.0.113.7\r\n')).toBe('200');
  expect(await ask('X-Forwarded-For: 203.0.113.7, 198.51.100.1\r\n')).toBe('403');
  await behindProxy.drain(100);
});
