import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readBody } from '../support/bodies.js';
import { type BodyService, startBodyService } from '../support/body-service.js';
import { type RunningGateway, startGateway } from '../support/gateway.js';
import { answerTo, open } from '../support/http-client.js';
import { expectNothingLeft, openSockets, residentMemory } from '../support/nothing-left.js';
import { routeTo } from '../support/service.js';
import { slowAttack } from '../support/slowhttptest.js';
import { until } from '../support/until.js';

vi.setConfig({ maxConcurrency: 30 });

const megabyte = 1024 * 1024;

let service: BodyService;
let gateway: RunningGateway;
let workers: number[];

async function start(limits: object = {}): Promise<void> {
  service = await startBodyService();
  gateway = await startGateway({ config: { Routes: [routeTo(service.port)], Gateway: { Limits: limits } } });
  workers = await gateway.pids();
}

async function stop(): Promise<void> {
  await expectNothingLeft(gateway, workers, service);
  expect(await gateway.stop()).toBe(0);
  await service.close();
}

const clients = (): number => openSockets(gateway.port, service.port).clients;

/** Requests one after the other until told to stop; gives how many, and what went wrong. */
function normalClient(): { stop(): Promise<{ requests: number; failures: string[] }> } {
  let over = false;
  const failures: string[] = [];
  const run = async (): Promise<number> => {
    let requests = 0;
    for (; !over; requests += 1) {
      const answer = await fetch(`${gateway.url}/fine`, { signal: AbortSignal.timeout(5_000) })
        .then((response) => response.text())
        .catch(String);
      if (answer !== 'ok') failures.push(answer);
      await sleep(10);
    }
    return requests;
  };
  const running = run();
  return {
    stop: async () => {
      over = true;
      return { requests: await running, failures };
    },
  };
}

describe('300 connections of an attacker', () => {
  beforeAll(() => start());
  afterAll(stop);

  it.each([
    ['slow heads', '-H'],
    ['slow bodies', '-B'],
  ])(
    'with %s are ended within 15 seconds, and a normal client sees no loss',
    async (_name, mode) => {
      const normal = normalClient();
      const begin = performance.now();
      const settings = ['-c', '300', '-r', '300', '-i', '2', '-x', '20', '-l', '40', '-v', '1'];
      const attack = slowAttack([mode, ...settings, '-u', `${gateway.url}/take`]);
      await until('the attack is on', () => clients() >= 300);
      const opened = performance.now();
      const report = await attack;
      // From the last connection: a busy machine takes a while to open 300.
      expect(performance.now() - opened).toBeLessThan(15_500);
      expect(opened - begin).toBeLessThan(15_000);
      expect(report).toContain('No open connections left');
      const { requests, failures } = await normal.stop();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(100);
      await until('the service has no request of the attacker', () => service.inFlight() === 0);
    },
    60_000,
  );
});

describe('clients that read as if they did not', () => {
  beforeAll(() => start({ WriteIdleTimeout: '3s' }));
  afterAll(stop);

  it('are cut after WriteIdleTimeout', async () => {
    // Windows of 512 bytes, 5 bytes a second.
    const settings = ['-c', '50', '-r', '100', '-w', '512', '-y', '1024', '-n', '1', '-z', '5', '-l', '12', '-v', '1'];
    const attack = slowAttack(['-X', ...settings, '-u', `${gateway.url}/give?size=${64 * megabyte}`]);
    await until('the attack is on', () => service.inFlight() >= 50);
    await until('the gateway has ended it', () => service.inFlight() === 0, 20_000);
    await attack;
  }, 60_000);
});

describe('a client', () => {
  beforeAll(() => start());
  afterAll(stop);

  it('that leaves while the service thinks takes the request with it', async () => {
    const request = open(gateway.port, 'GET', '/wait?ms=60000');
    request.end();
    await until('the service has it', () => service.inFlight() === 1);
    request.destroy();
    await until('the service has it no more', () => service.inFlight() === 0);
  });

  it('that leaves within its body takes the request with it', async () => {
    const request = open(gateway.port, 'POST', '/take', { 'content-length': 1000 });
    request.write('part');
    await until('the service has it', () => service.inFlight() === 1);
    request.destroy();
    await until('the service has it no more', () => service.inFlight() === 0);
  });

  it.each(['length', 'chunks'])('that leaves within an answer with %s takes the request with it', async (framing) => {
    const request = open(gateway.port, 'GET', `/give?size=${512 * megabyte}&framing=${framing}`);
    request.end();
    const answer = await answerTo(request);
    await readBody(answer, (bytes) => (bytes > megabyte ? void request.destroy() : undefined)).catch(() => {});
    await until('the service has it no more', () => service.inFlight() === 0);
  });

  it('that closes its side after the request gets no answer, and the service none of it for long', async () => {
    const socket = net.connect({ port: gateway.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.end('GET /wait?ms=60000 HTTP/1.1\r\nHost: gateway.test\r\n\r\n');
    socket.resume();
    await once(socket, 'close');
    await until('the service has it no more', () => service.inFlight() === 0);
  });

  it('that sends its body after the early answer gets the answer, and its connection is still in order', async () => {
    const socket = net.connect(gateway.port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.write('POST /refuse HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 300000\r\n\r\npart');
    await until('the answer', () => text.endsWith('too big'));
    expect(text).toMatch(/^HTTP\/1\.1 413 /);
    text = '';
    socket.write(Buffer.alloc(300_000 - 4, 'x'));
    socket.write('GET /next HTTP/1.1\r\nHost: gateway.test\r\n\r\n');
    await until('the next answer', () => text.endsWith('ok'));
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
  });

  it('that reads slowly and sends the next request meanwhile is closed, and the gateway goes on', async () => {
    const socket = net.connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {}).pause();
    socket.write(`GET /give?size=${64 * megabyte} HTTP/1.1\r\nHost: gateway.test\r\n\r\n`);
    await until('the service answers', () => service.inFlight() === 1);
    socket.write('GET /fine HTTP/1.1\r\nHost: gateway.test\r\n\r\n');
    await until('the service has it no more', () => service.inFlight() === 0);
    socket.destroy();
  });
});

// Most of these wait for the 12 seconds after which uWebSockets.js gives up on a connection.
describe.concurrent('a client at the same time as others', () => {
  beforeAll(() => start());
  afterAll(stop);

  it('that never sends the rest of a body that was answered early is closed', async () => {
    const socket = net.connect(gateway.port, '127.0.0.1');
    socket.on('error', () => {}).resume();
    socket.write('POST /refuse HTTP/1.1\r\nHost: gateway.test\r\nContent-Length: 300000\r\n\r\npart');
    await once(socket, 'close');
  });

  it.each([
    ['random bytes', randomBytes(64 * 1024)],
    ['zeros', Buffer.alloc(64 * 1024)],
    ['a TLS greeting', Buffer.from('1603010200010001fc0303', 'hex')],
    ['an HTTP/2 greeting', Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')],
    ['a line without end', Buffer.alloc(64 * 1024, 'G')],
    ['a field without end', Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(64 * 1024)}`, 'latin1')],
    ['lines without end', Buffer.from(`GET / HTTP/1.1\r\n${'X: y\r\n'.repeat(10_000)}`, 'latin1')],
    ['nothing', Buffer.alloc(0)],
    ['half a request line', Buffer.from('GET /', 'latin1')],
    ['a chunk that is larger than a file system', Buffer.from(chunked('ffffffffffffffff\r\nabc'), 'latin1')],
    ['a chunk size that is none', Buffer.from(chunked('xyz\r\nabc\r\n'), 'latin1')],
    ['a body that never ends', Buffer.from(chunked('3\r\nabc\r\n3\r\na'), 'latin1')],
  ])('that sends %s is closed', async (_name, bytes) => {
    const [, other] = await Promise.all([rawToEnd(bytes), fetch(`${gateway.url}/fine`)]);
    expect(other.status).toBe(200);
    await until('the service has nothing of it', () => service.inFlight() === 0);
  });
});

/** Sends and waits for the end of the connection. */
async function rawToEnd(bytes: Buffer): Promise<void> {
  const socket = net.connect(gateway.port, '127.0.0.1');
  socket.on('error', () => {}).resume();
  socket.write(bytes);
  await once(socket, 'close');
}

function chunked(body: string): string {
  return `POST /take HTTP/1.1\r\nHost: gateway.test\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
}

describe('many clients at a time', () => {
  beforeAll(() => start());
  afterAll(stop);

  it('that wait cost little memory: 2,000 idle, 1,000 with a request at a slow service', async () => {
    const worker = workers[0]!;
    for (let i = 0; i < 50; i += 1) await (await fetch(`${gateway.url}/warm`)).text();
    const before = residentMemory(worker);
    const sockets: net.Socket[] = [];
    const connect = async (count: number, path: string): Promise<void> => {
      for (let i = 0; i < count; i += 1) {
        const socket = net.connect(gateway.port, '127.0.0.1');
        socket.on('error', () => {}).resume();
        socket.write(`GET ${path} HTTP/1.1\r\nHost: gateway.test\r\nX-Some: ${'s'.repeat(500)}\r\n\r\n`);
        sockets.push(socket);
        if (i % 100 === 99) await sleep(20);
      }
    };
    await connect(1_000, '/wait?ms=9000');
    await connect(2_000, '/idle');
    await until('all of them wait', () => service.inFlight() === 1_000 && clients() === 3_000, 8_000);
    const grown = residentMemory(worker) - before;
    console.log(`3,000 clients that wait cost ${(grown / megabyte).toFixed(1)} MB`);
    // 10 KB for an idle one and 40 KB for a request with its connection to the service would be 60 MB.
    expect(grown).toBeLessThan(60 * megabyte);
    await until('the slow service has answered', () => service.inFlight() === 0);
    for (const socket of sockets) socket.destroy();
  }, 60_000);
});
