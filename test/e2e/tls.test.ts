import { mkdtempSync, rmSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';
import { makePair, replacePair, type TestPair } from '../support/certificates.js';
import { freePort } from '../support/free-port.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

const folder = mkdtempSync(join(tmpdir(), 'margay-test-'));
let service: Service;
let sockets: WebSocketServer;
let gateway: RunningGateway;
let tlsPort: number;
let plainPort: number;
let main: TestPair;
let shop: TestPair;

beforeAll(async () => {
  main = makePair(folder, 'gateway.test');
  shop = makePair(folder, 'shop.test', { names: ['shop.test', '*.shop.test'] });
  service = await startService();
  sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  tlsPort = await freePort();
  plainPort = await freePort();
  const socketPort = (sockets.address() as import('node:net').AddressInfo).port;
  gateway = await startGateway({
    workers: 2,
    config: {
      Routes: [
        routeTo(service.port),
        routeTo(socketPort, { UpstreamPathTemplate: '/ws', DownstreamPathTemplate: '/', DownstreamScheme: 'ws' }),
      ],
      Gateway: {
        Listeners: [
          { Host: '127.0.0.1', Port: plainPort },
          {
            Host: '127.0.0.1',
            Port: tlsPort,
            Tls: {
              CertificateFile: main.certificateFile,
              KeyFile: main.keyFile,
              ServerNames: [
                { Name: 'shop.test', CertificateFile: shop.certificateFile, KeyFile: shop.keyFile },
                { Name: '*.shop.test', CertificateFile: shop.certificateFile, KeyFile: shop.keyFile },
              ],
            },
          },
        ],
      },
    },
  });
});

afterAll(async () => {
  await gateway?.stop();
  sockets?.close();
  await service?.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(
  servername: string,
  options: https.RequestOptions = {},
): Promise<{ status: number; subject: string; serial: string }> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      { host: '127.0.0.1', port: tlsPort, path: '/x', servername, rejectUnauthorized: false, agent: false, ...options },
      (response) => {
        const { subject, serialNumber } = (response.socket as TLSSocket).getPeerCertificate();
        response.resume().on('end', () => {
          resolve({ status: response.statusCode ?? 0, subject: String(subject.CN), serial: serialNumber });
        });
      },
    );
    request.on('error', reject);
  });
}

describe('a gateway with a plain and a TLS listener', () => {
  it('serves both', async () => {
    expect((await ask('gateway.test')).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${plainPort}/x`)).status).toBe(200);
  });

  it.each([
    ['TLSv1.2' as const, 200],
    ['TLSv1.3' as const, 200],
  ])('speaks %s', async (version, status) => {
    expect((await ask('gateway.test', { minVersion: version, maxVersion: version })).status).toBe(status);
  });

  it.each([
    ['gateway.test', 'gateway.test'],
    ['shop.test', 'shop.test'],
    ['eu.shop.test', 'shop.test'],
    ['unknown.test', 'gateway.test'],
  ])('shows %s the certificate of %s', async (servername, subject) => {
    expect(await ask(servername)).toMatchObject({ status: 200, subject });
  });

  it.each(['gateway.test', 'shop.test'])('carries WebSockets for %s', async (servername) => {
    const socket = new WebSocket(`wss://127.0.0.1:${tlsPort}/ws`, {
      servername,
      rejectUnauthorized: false,
    } as ClientOptions);
    const echoed = await new Promise((resolve, reject) => {
      socket
        .on('open', () => socket.send('hello'))
        .on('message', (data) => resolve(String(data)))
        .on('error', reject);
    });
    socket.close();
    expect(echoed).toBe('hello');
  });

  it('shows a renewed certificate without a restart, and keeps the last good one when a renewal is bad', async () => {
    const before = await ask('gateway.test');
    await replacePair(main, makePair(folder, 'renewed', { names: ['gateway.test'] }));
    const renewed = await until('the new certificate', async () => {
      // Closing the old listen socket resets a connection that waits there, unless tcp_migrate_req is set (docs/operations.md).
      const now = await ask('gateway.test').catch(() => null);
      return now === null || now.serial === before.serial ? null : now;
    });
    expect(renewed.status).toBe(200);
    await replacePair(main, { certificateFile: main.certificateFile, keyFile: shop.keyFile });
    await until('the warning', () => gateway.lines().find(({ msg }) => msg.includes(main.keyFile)) ?? null);
    expect((await ask('gateway.test')).serial).toBe(renewed.serial);
  });

  it('logs nothing but JSON lines', () => {
    const lines = gateway.log().trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('{'))).toEqual([]);
    expect(lines.length).toBeGreaterThan(1);
  });
});

it('does not start with a key that cannot be read, and names the file', async () => {
  const failed = await startGateway({
    noWait: true,
    config: {
      Gateway: {
        Listeners: [
          { Port: await freePort(), Tls: { CertificateFile: shop.certificateFile, KeyFile: join(folder, 'none.key') } },
        ],
      },
    },
  });
  expect(await failed.exited).toBe(1);
  expect(failed.stderr()).toContain(join(folder, 'none.key'));
  expect(failed.stderr()).not.toMatch(/\n\s+at /);
});
