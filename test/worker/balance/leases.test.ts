import { afterAll, beforeAll, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { MemoryCounters } from '../../../src/shared/backplane/memory-counters.js';
import { freePort } from '../../support/free-port.js';
import { answerTo, open, textOf } from '../../support/http-client.js';
import { settings } from '../../support/plans.js';
import { startServer, type TestServer } from '../../support/server.js';
import { type Service, startService } from '../../support/service.js';
import { until } from '../../support/until.js';
import { numbers } from './support.js';

/** Every way in which a call can end, and what its service does. */
const endings = ['whole', 'long', 'cut', 'silent', 'half', 'socket'] as const;

const counters = new MemoryCounters(() => performance.now());
const services: Service[] = [];
let names: string[];
let server: TestServer;

beforeAll(async () => {
  for (let i = 0; i < 2; i++) {
    const service = await startService((request, response) => {
      const ending = request.url?.slice(1);
      if (ending === 'long') response.end('x'.repeat(300_000));
      else if (ending === 'cut') response.write('part', () => response.destroy());
      else if (ending === 'half') response.write('part');
      else if (ending !== 'silent') response.end('whole');
    });
    const sockets = new WebSocketServer({ noServer: true });
    service.server.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, () => {}));
    services.push(service);
  }
  const ports = [...services.map(({ port }) => port), await freePort()];
  names = ports.map((port) => `127.0.0.1:${port}`);
  server = await startServer(
    [{ balancer: { type: 'PowerOfTwoChoices', name: 'all' }, destinations: ports, timeout: 300 }],
    settings(),
    { counters: { worker: counters } },
  );
});

afterAll(async () => {
  await server.drain(100);
  for (const service of services) await service.close();
});

/** A call, which its client gives up after a while when `patience` says so. */
async function call(ending: (typeof endings)[number], patience: number | null): Promise<void> {
  if (ending === 'socket') {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/`);
    socket.on('error', () => {});
    if (patience !== null) setTimeout(() => socket.terminate(), patience);
    else socket.on('open', () => socket.close());
    await new Promise((resolve) => socket.on('close', resolve));
    return;
  }
  const request = open(server.port, 'GET', `/${ending}`);
  request.end();
  if (patience !== null) setTimeout(() => request.destroy(), patience);
  // Nobody ends these but the client.
  else if (ending === 'half')
    void answerTo(request)
      .then(() => request.destroy())
      .catch(() => {});
  await answerTo(request)
    .then(textOf)
    .catch(() => {});
}

/** It is the first of those with the fewest calls although a stranger without any comes after it. */
function isIdle(name: string): boolean {
  const place = counters.acquire('all', [name, 'stranger']);
  counters.release('all', place === 0 ? name : 'stranger');
  return place === 0;
}

it('no call is counted any more when all have ended, however they did', async () => {
  const random = numbers(7);
  const calls = Array.from({ length: 240 }, (_, i) => {
    const patience = random() < 0.5 ? Math.floor(random() * 40) : null;
    return call(endings[i % endings.length]!, patience);
  });
  await until('calls that are counted', () => !names.every(isIdle));
  await Promise.all(calls);
  await until('the end of every call', () => names.every(isIdle));
});
