import { once } from 'node:events';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { ClientCertificatePlan, RoutePlan } from '../../../src/shared/snapshot.js';
import { routePlan } from '../../support/plans.js';
import { certificateAuthority, type Issued, type Speaks, startSecureService } from '../../support/secure-service.js';
import { startServer } from '../../support/server.js';

const authority = certificateAuthority();
const closers: (() => Promise<void>)[] = [];
let pair: Issued;
let shown: ClientCertificatePlan;

beforeAll(() => {
  pair = authority.issue('localhost');
  const { cert, key } = authority.issue('client.test');
  shown = { certificate: cert, key };
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A route to a port over TLS. */
function plan(
  port: number,
  more: { version?: '1.1' | '2.0'; clientCertificate?: ClientCertificatePlan; lifetime?: number },
) {
  const base = routePlan({
    scheme: 'https',
    destinations: [port],
    acceptAnyCertificate: true,
    ...(more.lifetime === undefined ? {} : { lifetime: more.lifetime }),
  });
  const part: Partial<RoutePlan> = {
    downstream: { ...base.downstream, version: { version: more.version ?? '1.1', policy: 'orLower' } },
    service: {
      ...base.service,
      connections: { ...base.service.connections, clientCertificate: more.clientCertificate ?? null },
    },
  };
  return { plan: part, scheme: 'https' as const };
}

async function gateway(...parts: Parameters<typeof plan>) {
  const server = await startServer([plan(...parts)]);
  closers.push(() => server.drain(100));
  return server;
}

it.each(['https', 'h2'] as const)(
  'a service that asks sees the certificate of the route, over %s',
  async (speaks: Speaks) => {
    const service = await startSecureService(
      speaks,
      pair,
      (request, response) => response.end(String((request.socket as TLSSocket).getPeerCertificate().subject?.CN)),
      { requestCert: true, rejectUnauthorized: true, ca: authority.ca.cert },
    );
    closers.push(() => service.close());
    const version = speaks === 'h2' ? '2.0' : '1.1';
    const server = await gateway(service.port, { version, clientCertificate: shown });
    expect(await (await fetch(server.url)).text()).toBe('client.test');
    // Another route to the same place does not borrow it.
    server.apply([plan(service.port, { version })]);
    expect((await fetch(server.url)).status).toBe(502);
  },
);

it('a WebSocket service sees it too', async () => {
  const service = https.createServer({ cert: pair.cert, key: pair.key, requestCert: true, ca: authority.ca.cert });
  const sockets = new WebSocketServer({ server: service });
  sockets.on('connection', (socket, request) =>
    socket.send((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? 'nobody'),
  );
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  closers.push(async () => {
    service.close();
    service.closeAllConnections();
    for (const socket of sockets.clients) socket.terminate();
  });
  const server = await gateway((service.address() as AddressInfo).port, { clientCertificate: shown });
  const client = new WebSocket(`ws://127.0.0.1:${server.port}/`);
  const [message] = await once(client, 'message');
  expect(String(message)).toBe('client.test');
  client.terminate();
});

it('a later connection resumes the TLS session of an earlier one', async () => {
  const reused: boolean[] = [];
  const service = await startSecureService('https', pair, (request, response) => {
    reused.push((request.socket as TLSSocket).isSessionReused());
    response.end('ok');
  });
  closers.push(() => service.close());
  const server = await gateway(service.port, { lifetime: 0 });
  for (let i = 0; i < 3; i++) await (await fetch(server.url)).text();
  expect(reused).toEqual([false, true, true]);
});

it('100 Continue of a service never reaches the client', async () => {
  const service = https.createServer({ cert: pair.cert, key: pair.key }, (request, response) => {
    response.writeContinue();
    request.resume().on('end', () => response.end(String(request.headers.expect)));
  });
  service.listen(0, '127.0.0.1');
  await once(service, 'listening');
  closers.push(async () => void service.close());
  const server = await gateway((service.address() as AddressInfo).port, {});
  const answer = await fetch(server.url, { method: 'POST', body: 'x' });
  expect([answer.status, await answer.text()]).toEqual([200, 'undefined']);
});
