import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { ListenerPlan } from '../../../src/shared/control.js';
import { Listeners } from '../../../src/worker/server/listeners.js';
import { makePair, type TestPair } from '../../support/certificates.js';
import { freePort } from '../../support/free-port.js';

let folder: string;
let site: TestPair;
let renewed: TestPair;
let api: TestPair;
let wild: TestPair;
let port: number;
let listeners: Listeners;
let attached: number;
let connections: number;
const clients: Socket[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'margay-test-'));
  site = makePair(folder, 'site.example');
  renewed = makePair(folder, 'renewed.example');
  api = makePair(folder, 'api.example');
  wild = makePair(folder, 'wild', { names: ['*.wild.example'] });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

beforeEach(async () => {
  port = await freePort();
  attached = 0;
  connections = 0;
  listeners = new Listeners(
    (app) => {
      attached++;
      app.ws('/*', { message: (socket, message) => void socket.send(message) });
      app.any('/*', (response, request) => {
        response.end(`hello ${request.getHeader('host')}`);
      });
    },
    (_, change) => {
      connections += change;
    },
  );
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  listeners.close();
});

const plain = (host = '127.0.0.1'): ListenerPlan => ({ host, port, tls: null });
const secure = (pair: TestPair, names: Readonly<Record<string, TestPair>> = {}): ListenerPlan => ({
  host: '127.0.0.1',
  port,
  tls: { ...pair, serverNames: Object.entries(names).map(([name, each]) => ({ name, ...each })) },
});

async function open(host = '127.0.0.1', to = port): Promise<Socket> {
  const socket = connect(to, host);
  clients.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function openSecure(options: ConnectionOptions = {}, to = port): Promise<TLSSocket> {
  const socket = tlsConnect({ port: to, host: '127.0.0.1', rejectUnauthorized: false, ...options });
  clients.push(socket);
  await once(socket, 'secureConnect');
  return socket;
}

async function ask(socket: Socket, host = 'site.example'): Promise<string> {
  socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  return String(answer).split('\r\n\r\n')[1] as string;
}

const servedTo = async (servername: string): Promise<string | undefined> => {
  const { subject } = (await openSecure(servername === '' ? {} : { servername })).getPeerCertificate();
  return subject.CN as string | undefined;
};

describe('Listeners', () => {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const hasIpv6 = addresses.some(({ address }) => address === '::1');
  const ipv6: [string, string][] = [
    ['::1', '::1'],
    ['::', '::1'],
    ['::', '127.0.0.1'],
  ];
  it.each<[string, string]>([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['localhost', 'localhost'],
    ...(hasIpv6 ? ipv6 : []),
  ])('listens on %s and answers on %s', async (host, to) => {
    await listeners.apply([plain(host)]);
    expect(await ask(await open(to))).toBe('hello site.example');
  });

  it('listens in the clear and with TLS side by side', async () => {
    const other = await freePort();
    await listeners.apply([plain(), { ...secure(site), port: other }]);
    expect(await ask(await open())).toBe('hello site.example');
    expect(await ask(await openSecure({}, other))).toBe('hello site.example');
  });

  it('leaves an equal listener alone', async () => {
    await listeners.apply([plain()]);
    const client = await open();
    await listeners.apply([plain()]);
    expect(attached).toBe(1);
    expect(await ask(client)).toBe('hello site.example');
    expect(await ask(await open())).toBe('hello site.example');
  });

  it('stops listening where it is told to no longer; connections go on', async () => {
    await listeners.apply([plain()]);
    const client = await open();
    await listeners.apply([]);
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await ask(client)).toBe('hello site.example');
    await listeners.apply([plain()]);
    expect(await ask(await open())).toBe('hello site.example');
  });

  it('switches a port between plain and TLS', async () => {
    await listeners.apply([plain()]);
    await listeners.apply([secure(site)]);
    expect(await ask(await openSecure())).toBe('hello site.example');
    await listeners.apply([plain()]);
    expect(await ask(await open())).toBe('hello site.example');
  });

  it('stops without cutting, closes with cutting', async () => {
    await listeners.apply([plain()]);
    const client = await open();
    listeners.stop();
    await expect(open()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await ask(client)).toBe('hello site.example');
    const ended = once(client, 'close');
    listeners.close();
    await ended;
  });

  it('counts every connection once, however many server names there are', async () => {
    await listeners.apply([secure(site, { 'api.example': api, '*.wild.example': wild })]);
    const client = await openSecure({ servername: 'api.example' });
    await ask(client);
    expect(connections).toBe(1);
    client.destroy();
    while (connections !== 0) await sleep(5);
  });
});

describe('TLS', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    await listeners.apply([secure(site)]);
    const client = await openSecure({ minVersion: version, maxVersion: version });
    expect(client.getProtocol()).toBe(version);
    expect(await ask(client)).toBe('hello site.example');
  });

  it('refuses TLS 1.1', async () => {
    await listeners.apply([secure(site)]);
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(openSecure(old)).rejects.toThrow(/alert protocol version/);
  });

  it.each([
    ['api.example', 'api.example'],
    ['one.wild.example', 'wild'],
    ['one.two.wild.example', 'site.example'],
    ['wild.example', 'site.example'],
    ['unknown.example', 'site.example'],
    ['', 'site.example'],
  ])('chooses the certificate by server name: %s gets that of %s', async (name, expected) => {
    await listeners.apply([secure(site, { 'api.example': api, '*.wild.example': wild })]);
    expect(await servedTo(name)).toBe(expected);
  });

  it.each(['site.example', 'api.example', 'one.wild.example'])(
    'answers requests and WebSockets for %s',
    async (servername) => {
      await listeners.apply([secure(site, { 'api.example': api, '*.wild.example': wild })]);
      expect(await ask(await openSecure({ servername }), servername)).toBe(`hello ${servername}`);
      const socket = new WebSocket(`wss://127.0.0.1:${port}/chat`, {
        servername,
        rejectUnauthorized: false,
      } as ClientOptions);
      await once(socket, 'open');
      socket.send('echo');
      const [message] = await once(socket, 'message');
      expect(String(message)).toBe('echo');
      socket.terminate();
    },
  );

  it('gives new connections the renewed certificate, and goes on with the old ones', async () => {
    await listeners.apply([secure(site, { 'api.example': api })]);
    const client = await openSecure();
    await listeners.apply([secure(renewed, { 'api.example': wild })]);
    expect(await servedTo('')).toBe('renewed.example');
    expect(await servedTo('api.example')).toBe('wild');
    expect(await ask(client)).toBe('hello site.example');
  });

  it('loses no request to renewals under load', async () => {
    const renewals = 20;
    await listeners.apply([secure(site)]);
    const load = spawn(process.execPath, [join(import.meta.dirname, '../../support/https-load.mjs'), `${port}`]);
    const output = text(load.stdout);
    while (connections < 5) await sleep(20);
    for (let count = 0; count < renewals; count++) {
      await sleep(100);
      await listeners.apply([secure(count % 2 === 0 ? renewed : site)]);
    }
    load.stdin.end();
    const seen = JSON.parse(await output);
    expect(seen.failed).toEqual([]);
    expect(Object.keys(seen.certificates)).toHaveLength(2);
    expect(seen.kept).toBeGreaterThan(renewals);
    expect(seen.fresh).toBeGreaterThan(renewals);
    // A connection that has not been accepted when the old listen socket closes is reset by Linux unless tcp_migrate_req is
    // 1. Its handshake has not begun then, so clients connect again.
    expect(seen.refused.length).toBeLessThanOrEqual(renewals / 4);
  });
});

describe('a listener that cannot be opened', () => {
  it('is reported with its cause: another program', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expect(listeners.apply([plain()])).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use by another program.`);
    other.close();
  });

  it('is reported with its cause: certificate files that have gone', async () => {
    const missing = { ...site, keyFile: join(folder, 'missing.key') };
    await expect(listeners.apply([secure(missing)])).rejects.toThrow(missing.keyFile);
  });

  it('changes nothing', async () => {
    await listeners.apply([plain()]);
    const other = await freePort();
    const bad = { host: '203.0.113.9', port: await freePort(), tls: null };
    await expect(listeners.apply([{ ...plain(), port: other }, bad])).rejects.toThrow('no address 203.0.113.9');
    expect(await ask(await open())).toBe('hello site.example');
    await expect(open('127.0.0.1', other)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
