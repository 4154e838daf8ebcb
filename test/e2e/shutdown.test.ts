import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type ConfigObject, type RunningGateway, startGateway } from '../support/gateway.js';
import { routeTo, type Service, startService } from '../support/service.js';
import { until } from '../support/until.js';

let service: Service;
let gateway: RunningGateway | null = null;

beforeAll(async () => {
  service = await startService((request, response) => {
    const slow = /^\/slow\/(\d+)/.exec(request.url ?? '')?.[1];
    setTimeout(() => response.end(request.url), Number(slow ?? 0));
  });
  new WebSocketServer({ server: service.server }).on('connection', (socket) =>
    socket.on('message', (data) => socket.send(data)),
  );
});

afterEach(async () => {
  await gateway?.kill();
  gateway = null;
});

afterAll(() => service.close());

async function start(settings: ConfigObject['Gateway'] = {}, workers = 2): Promise<RunningGateway> {
  gateway = await startGateway({ config: { Routes: [routeTo(service.port)], Gateway: settings }, workers });
  return gateway;
}

const readiness = async (one: RunningGateway): Promise<number> =>
  (await fetch(`http://127.0.0.1:${one.adminPort}/readyz`)).status;

it.each(['SIGTERM', 'SIGINT'] as const)(
  'ends with 0 in under a second on %s with nothing in flight',
  async (signal) => {
    const one = await start();
    const since = performance.now();
    one.signal(signal);
    expect(await one.exited).toBe(0);
    // A second, and what a busy machine adds.
    expect(performance.now() - since).toBeLessThan(2_000);
  },
);

it('ends in under a second with idle connections that are kept alive', async () => {
  const one = await start();
  await (await fetch(`${one.url}/x`)).text();
  const since = performance.now();
  one.signal('SIGTERM');
  expect(await one.exited).toBe(0);
  expect(performance.now() - since).toBeLessThan(2_000);
});

it('finishes what is in flight, tells so on /readyz, and takes no new connection', async () => {
  const one = await start();
  const inFlight = fetch(`${one.url}/slow/1500`);
  await sleep(300);
  expect(await readiness(one)).toBe(200);
  one.signal('SIGTERM');
  await until('/readyz tells', async () => (await readiness(one)) === 503);
  await until('it listens no more', () =>
    fetch(`${one.url}/x`, { headers: { connection: 'close' } }).then(
      () => false,
      () => true,
    ),
  );
  const answer = await inFlight;
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('/slow/1500');
  expect(await one.exited).toBe(0);
});

it('goes on serving during DrainDelay, with /readyz at 503', async () => {
  const one = await start({ Limits: { DrainDelay: '1s' } });
  one.signal('SIGTERM');
  await until('/readyz tells', async () => (await readiness(one)) === 503);
  expect((await fetch(`${one.url}/x`, { headers: { connection: 'close' } })).status).toBe(200);
  expect(await one.exited).toBe(0);
});

it('cuts what takes longer than DrainTimeout and ends with 0', async () => {
  const one = await start({ Limits: { DrainTimeout: '500ms' } });
  const inFlight = fetch(`${one.url}/slow/60000`).then(
    () => 'answered',
    () => 'cut',
  );
  await sleep(300);
  one.signal('SIGTERM');
  expect(await one.exited).toBe(0);
  expect(await inFlight).toBe('cut');
});

it('closes WebSockets with 1001', async () => {
  const one = await start();
  const socket = new WebSocket(`ws://127.0.0.1:${one.port}/chat`);
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  one.signal('SIGTERM');
  expect(await closed).toBe(1001);
  expect(await one.exited).toBe(0);
});

it('closes WebSockets with 1012 on a rolling restart', async () => {
  const one = await start({}, 1);
  const socket = new WebSocket(`ws://127.0.0.1:${one.port}/chat`);
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  one.signal('SIGHUP');
  expect(await closed).toBe(1012);
  const again = new WebSocket(`ws://127.0.0.1:${one.port}/chat`);
  await new Promise((resolve, reject) => again.once('open', resolve).once('error', reject));
  again.terminate();
});

it('ends at once with the second signal, and leaves no worker behind', async () => {
  const one = await start();
  const workers = await one.pids();
  const inFlight = fetch(`${one.url}/slow/60000`).catch(() => 'cut');
  await sleep(300);
  one.signal('SIGTERM');
  await sleep(400);
  one.signal('SIGTERM');
  expect(await one.exited).toBe(1);
  expect(await inFlight).toBe('cut');
  await until('the workers are gone', () =>
    workers.every((pid) => {
      try {
        process.kill(pid, 0);
        return false;
      } catch {
        return true;
      }
    }),
  );
});

it('takes the two signals that npm makes of one Ctrl-C for one', async () => {
  const one = await start();
  const inFlight = fetch(`${one.url}/slow/1000`);
  await sleep(300);
  one.signal('SIGINT');
  one.signal('SIGINT');
  expect((await inFlight).status).toBe(200);
  expect(await one.exited).toBe(0);
});

it('does not start on a port that another program holds, and says so in one message', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  gateway = await startGateway({ config: { Routes: [] }, port, workers: 2, noWait: true });
  expect(await gateway.exited).toBe(1);
  expect(gateway.stderr()).toBe(
    `margay cannot start. Port ${port} on 127.0.0.1 is in use by another program. Stop that one or choose another port (--port).\n`,
  );
  holder.close();
});

it('ends with 0 when it is stopped while it starts', async () => {
  gateway = await startGateway({ config: { Routes: [] }, workers: 2, noWait: true });
  await until('it starts', () => gateway?.log().includes('admin port is open'));
  gateway.signal('SIGTERM');
  expect(await gateway.exited).toBe(0);
});
