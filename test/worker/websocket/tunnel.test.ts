import { once } from 'node:events';
import type net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import {
  closeOf,
  connect,
  connectThrough,
  messageOf,
  rawClient,
  startFront,
  startRawService,
  startService,
  stopAll,
  until,
} from './harness.js';

afterEach(stopAll);

async function open(plan: Parameters<typeof startFront>[1] = {}) {
  const service = await startService({ maxPayload: 256 * 1024 * 1024 });
  const front = await startFront(service.url, plan);
  return { service, front, ...(await connectThrough(front, service)) };
}

/** The bare socket under a `ws` socket. */
function socketOf(socket: WebSocket): net.Socket {
  return (socket as unknown as { _socket: net.Socket })._socket;
}

describe('messages', () => {
  it('pass whole, in order, with their type, both ways', async () => {
    const { client, peer } = await open();
    const sent = ['', 'hello', 'žluťoučký 🐾', Buffer.alloc(0), Buffer.from([0, 255, 128]), Buffer.alloc(300_000, 7)];
    for (const [from, to] of [
      [client, peer],
      [peer, client],
    ] as const) {
      const got: (string | Buffer)[] = [];
      to.on('message', (data: Buffer, isBinary) => got.push(isBinary ? data : data.toString()));
      for (const message of sent) from.send(message);
      await until(() => got.length === sent.length);
      expect(got.map((message) => typeof message)).toEqual(sent.map((message) => typeof message));
      for (const [i, message] of sent.entries())
        expect(Buffer.from(message).equals(Buffer.from(got[i] ?? ''))).toBe(true);
    }
  });

  it('are joined when they come in fragments', async () => {
    const { client, peer } = await open();
    const mebibyte = Buffer.alloc(1024 * 1024, 'abcdefgh');
    for (const [from, to] of [
      [client, peer],
      [peer, client],
    ] as const) {
      const got = messageOf(to);
      for (let i = 0; i < 256; i++) from.send(mebibyte.subarray(i * 4096, (i + 1) * 4096), { fin: i === 255 });
      const { data, isBinary } = await got;
      expect(isBinary).toBe(true);
      expect(data.equals(mebibyte)).toBe(true);
    }
  });

  it('may come in more fragments than a library usually allows', async () => {
    const { client, peer } = await open();
    const got = messageOf(client);
    for (let i = 0; i < 40_000; i++) peer.send('x', { fin: i === 39_999 });
    expect((await got).data.length).toBe(40_000);
  });

  it('arrive before the close that follows them', async () => {
    const { client, peer } = await open();
    let bytes = 0;
    client.on('message', (data: Buffer) => (bytes += data.length));
    for (let i = 0; i < 50; i++) peer.send(Buffer.alloc(200_000));
    peer.close(1000, 'all said');
    expect(await closeOf(client)).toEqual([1000, 'all said']);
    expect(bytes).toBe(10_000_000);
  });
});

describe('a close', () => {
  const fromClient: [code: number | null, seen: number][] = [
    [null, 1005],
    [1000, 1000],
    [1001, 1001],
    [1003, 1003],
    [1008, 1008],
    [1011, 1011],
    [4000, 4000],
    [4999, 4999],
  ];
  it.each(fromClient)('of the client with %s reaches the service as %s', async (code, seen) => {
    const { client, peer, front } = await open();
    const reason = code === null ? '' : 'důvod';
    if (code === null) client.close();
    else client.close(code, reason);
    expect(await closeOf(peer)).toEqual([seen, reason]);
    await until(() => front.log.includes(`closed ${seen} ${reason}`.trim()));
  });

  it.each([1012, 1013, 1014, 3000, 3999])(
    'of the client with %s, which uWebSockets.js hides, reaches the service without a code',
    async (code) => {
      const { client, peer, front } = await open();
      client.close(code, 'lost');
      expect(await closeOf(peer)).toEqual([1005, '']);
      await until(() => front.log.includes('closed 1005'));
    },
  );

  it.each([null, 1000, 1001, 1012, 1013, 1014, 3000, 3999, 4000, 4999])(
    'of the service with %s reaches the client as it is',
    async (code) => {
      const { client, peer, front } = await open();
      const reason = code === null ? '' : 'x'.repeat(123);
      if (code === null) peer.close();
      else peer.close(code, reason);
      expect(await closeOf(client)).toEqual([code ?? 1005, reason]);
      await until(() => front.log.includes(`closed ${code ?? 1005} ${reason}`.trim()));
    },
  );

  it.each([999, 1004, 1005, 1006, 1015, 1016, 2999, 5000])(
    'of the service with %s, which may not be sent, is a broken protocol',
    async (code) => {
      const { client, peer, front } = await open();
      socketOf(peer).write(Buffer.from([0x88, 2, code >> 8, code & 255]));
      expect(await closeOf(client)).toEqual([1011, 'the service broke the protocol']);
      await until(() => front.log.some((line) => line.startsWith('closed 1002 ')));
    },
  );

  it('from the gateway reaches both, with the reason cut between two characters', async () => {
    const { client, peer, front } = await open();
    const both = Promise.all([closeOf(client), closeOf(peer)]);
    front.tunnels[0]?.close(1012, 'ž'.repeat(100));
    expect(await both).toEqual([
      [1012, 'ž'.repeat(61)],
      [1012, 'ž'.repeat(61)],
    ]);
    await until(() => front.log.length === 2);
    front.tunnels[0]?.close(1000, 'again');
    expect(front.log).toEqual(['opened', `closed 1012 ${'ž'.repeat(61)}`]);
  });

  it('ends within seconds when neither peer answers it', async () => {
    const service = await startService();
    const front = await startFront(service.url);
    const client = rawClient(front);
    const peer = await service.accepted();
    await once(client, 'data');
    const underneath = socketOf(peer);
    underneath.removeAllListeners('data');
    underneath.pause();
    const start = Date.now();
    front.tunnels[0]?.close(1012, 'restart');
    await until(() => front.log.length === 2);
    expect(front.log).toEqual(['opened', 'closed 1012 restart']);
    expect(Date.now() - start).toBeGreaterThan(4000);
  });

  it('reaches the client although the service never ends its connection', async () => {
    const { client, peer } = await open();
    socketOf(peer).end = () => socketOf(peer);
    peer.close(4002, 'but stays');
    expect(await closeOf(client)).toEqual([4002, 'but stays']);
  });
});

describe('a leg that is lost', () => {
  it('of the client: the service gets 1001', async () => {
    const { client, peer, front } = await open();
    client.terminate();
    expect(await closeOf(peer)).toEqual([1001, 'the client is gone without a close']);
    await until(() => front.log.some((line) => line.startsWith('closed 1006')));
  });

  it('of the client, half closed: the same', async () => {
    const { client, peer } = await open();
    socketOf(client).end();
    expect((await closeOf(peer))[0]).toBe(1001);
  });

  it('of the service: the client gets 1011', async () => {
    const { client, peer, front } = await open();
    peer.terminate();
    expect(await closeOf(client)).toEqual([1011, 'the service is gone without a close']);
    await until(() => front.log.includes('closed 1006'));
  });

  it('of the service, by reset: the same', async () => {
    const { client, peer } = await open();
    socketOf(peer).resetAndDestroy();
    expect((await closeOf(client))[0]).toBe(1011);
  });

  it('of the service, half closed in the middle of a frame: the same', async () => {
    const { client, peer } = await open();
    socketOf(peer).end(Buffer.from([0x82, 100, 1, 2, 3]));
    expect((await closeOf(client))[0]).toBe(1011);
  });

  const broken: [what: string, bytes: number[]][] = [
    ['a masked frame', [0x81, 0x81, 1, 2, 3, 4, 5]],
    ['reserved bits', [0xf1, 1, 0x61]],
    ['an unknown opcode', [0x83, 0]],
    ['a continuation of nothing', [0x80, 0]],
    ['a long ping', [0x89, 126, 0, 200]],
    ['text that is not UTF-8', [0x81, 2, 0xc3, 0x28]],
    ['text', [...Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]],
  ];
  it.each(broken)('through %s of the service: the client gets 1011, the service a reason', async (_what, bytes) => {
    const { client, peer, front } = await open();
    const peerClose = closeOf(peer);
    socketOf(peer).write(Buffer.from(bytes));
    expect(await closeOf(client)).toEqual([1011, 'the service broke the protocol']);
    expect((await peerClose)[0]).toBeOneOf([1002, 1007]);
    await until(() => front.log.some((line) => line.startsWith('closed 1002 ')));
  });
});

describe('pings', () => {
  it('of the client are answered once, and reach the service', async () => {
    const { client, peer } = await open();
    const pings: string[] = [];
    const pongs: string[] = [];
    peer.on('ping', (data) => pings.push(data.toString()));
    client.on('pong', (data) => pongs.push(data.toString()));
    client.ping('one');
    client.ping('two');
    client.send('mark');
    await messageOf(peer);
    peer.send('mark');
    await messageOf(client);
    expect(pings).toEqual(['one', 'two']);
    expect(pongs).toEqual(['one', 'two']);
  });

  it('of the service reach the client, and only its pong comes back', async () => {
    const service = await startService();
    const front = await startFront(service.url);
    const [client, peer] = await Promise.all([
      connect(front.url, [], { autoPong: false } as object),
      service.accepted(),
    ]);
    const pongs: string[] = [];
    peer.on('pong', (data) => pongs.push(data.toString()));
    const ping = once(client, 'ping');
    peer.ping('are you there');
    expect(String((await ping)[0])).toBe('are you there');
    client.send('mark');
    await messageOf(peer);
    expect(pongs).toEqual([]);
    client.pong('are you there');
    await until(() => pongs.length === 1);
    expect(pongs).toEqual(['are you there']);
  });

  it('of a service that nobody asked a pong of change nothing', async () => {
    const { client, peer } = await open();
    const pongs: unknown[] = [];
    client.on('pong', (data) => pongs.push(data));
    peer.pong('unasked');
    peer.send('mark');
    await messageOf(client);
    expect(pongs).toEqual([]);
  });
});

describe('the message limit', () => {
  const plan = { maxMessage: 1000 };

  it.each(['client', 'peer'] as const)('ends both legs with 1009 when the %s passes it', async (who) => {
    const ends = await open({ plan });
    const both = Promise.all([closeOf(ends.client), closeOf(ends.peer)]);
    ends[who].send(Buffer.alloc(1001));
    const [[toClient], [toService]] = await both;
    expect([toClient, toService]).toEqual([1009, 1009]);
    await until(() => ends.front.log.some((line) => line.startsWith('closed 1009')));
  });

  it.each(['client', 'peer'] as const)('lets the %s send just as much', async (who) => {
    const ends = await open({ plan });
    const got = messageOf(who === 'client' ? ends.peer : ends.client);
    ends[who].send(Buffer.alloc(1000));
    expect((await got).data.length).toBe(1000);
  });

  it('counts fragments together', async () => {
    const { client, peer } = await open({ plan });
    const both = Promise.all([closeOf(client), closeOf(peer)]);
    for (let i = 0; i < 3; i++) peer.send(Buffer.alloc(400), { fin: i === 2 });
    expect((await both).map(([code]) => code)).toEqual([1009, 1009]);
  });

  it('cuts a client that is far over it, and tells the service 1009', async () => {
    const { client, peer } = await open({ plan });
    const both = Promise.all([closeOf(client), closeOf(peer)]);
    client.send(Buffer.alloc(8 * 1024 * 1024));
    expect((await both).map(([code]) => code)).toEqual([1006, 1009]);
  });
});

describe('slow peers', () => {
  it('a service that does not read ends both legs with 1013', async () => {
    const { client, peer, front } = await open({ plan: { queueBytes: 1024 * 1024 } });
    peer.pause();
    const closed = closeOf(client);
    const message = Buffer.alloc(100_000);
    const flood = setInterval(() => {
      if (client.readyState === client.OPEN) for (let i = 0; i < 10; i++) client.send(message);
    }, 5);
    expect(await closed).toEqual([1013, 'the service is too slow']);
    clearInterval(flood);
    let bytes = 0;
    peer.on('message', (data: Buffer) => (bytes += data.length));
    const peerClose = closeOf(peer);
    peer.resume();
    // All that was taken from the client comes first.
    expect(await peerClose).toEqual([1013, 'the service is too slow']);
    expect(bytes).toBeGreaterThan(1024 * 1024);
    expect(bytes % message.length).toBe(0);
    await until(() => front.log.includes('closed 1013 the service is too slow'));
  });

  it('one message larger than the queue waits for a slow service', async () => {
    const { client, peer } = await open({ plan: { queueBytes: 1000 } });
    peer.pause();
    client.send(Buffer.alloc(12_000_000));
    client.send('and one more');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const got: number[] = [];
    peer.on('message', (data: Buffer) => got.push(data.length));
    peer.resume();
    await until(() => got.length === 2);
    expect(got).toEqual([12_000_000, 12]);
  });

  it('a client that does not read slows the service down, and gets every message in the end', async () => {
    const { client, peer } = await open();
    client.pause();
    const message = Buffer.alloc(100_000);
    let sent = 0;
    const fill = () => {
      while (peer.bufferedAmount < 1_000_000 && sent < 400) {
        message.writeInt32LE(sent++, 0);
        peer.send(Buffer.from(message));
      }
    };
    let before = -1;
    while (sent !== before) {
      before = sent;
      for (let i = 0; i < 20; i++) {
        fill();
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
    // Only what sockets hold went out: 40 MB did not.
    expect(sent).toBeLessThan(300);
    const order: number[] = [];
    client.on('message', (data: Buffer) => order.push(data.readInt32LE(0)));
    client.resume();
    const rest = setInterval(fill, 5);
    await until(() => order.length === 400);
    clearInterval(rest);
    expect(order).toEqual(Array.from({ length: 400 }, (_, i) => i));
  });

  it('a client that does not read, and then leaves, ends the session', async () => {
    const { client, peer, front } = await open();
    client.pause();
    for (let i = 0; i < 200; i++) peer.send(Buffer.alloc(100_000));
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.terminate();
    await until(() => front.log.some((line) => line.startsWith('closed 1006')));
  });

  it('a client that pings and never reads is closed', async () => {
    // ws would end a connection on which more than 60 of its pongs wait.
    const service = await startService({ autoPong: false });
    const front = await startFront(service.url, { plan: { queueBytes: 10_000, maxMessage: 10_000 } });
    const client = rawClient(front);
    await service.accepted();
    await once(client, 'readable');
    const ping = Buffer.alloc(6 + 125);
    ping.set([0x89, 0x80 + 125]);
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => ping));
    const flood = setInterval(() => client.write(pings), 2);
    await until(() => front.log.length === 2);
    clearInterval(flood);
    expect(front.log[1]).toMatch(/^closed 1013 /);
  });
});

describe('the idle time', () => {
  it('ends a session in which nothing happens with 1001', async () => {
    const { client, peer, front } = await open({ plan: { idleTimeout: 400 } });
    const both = Promise.all([closeOf(client), closeOf(peer)]);
    const start = Date.now();
    expect(await both).toEqual([
      [1001, 'idle for too long'],
      [1001, 'idle for too long'],
    ]);
    expect(Date.now() - start).toBeGreaterThan(300);
    await until(() => front.log.includes('closed 1001 idle for too long'));
  });

  it.each(['message', 'ping'] as const)('starts anew with every %s', async (what) => {
    const { client, front } = await open({ plan: { idleTimeout: 1200 } });
    for (let i = 0; i < 10; i++) {
      if (what === 'ping') client.ping();
      else client.send('x');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(front.log).toEqual(['opened']);
  });
});

describe('many sessions', () => {
  it('a thousand open, echo and close at once, each exactly once, and leave no socket', async () => {
    const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    const before = sockets();
    const service = await startService({ backlog: 2000 });
    service.server.on('connection', (socket) =>
      socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })),
    );
    const front = await startFront(service.url);
    const clients = await Promise.all(Array.from({ length: 1000 }, () => connect(front.url)));
    const echoes = clients.map(messageOf);
    for (const [i, client] of clients.entries()) client.send(`message ${i}`);
    expect((await Promise.all(echoes)).map(({ data }) => data.toString())).toEqual(
      clients.map((_, i) => `message ${i}`),
    );
    for (const [i, client] of clients.entries()) {
      if (i % 3 === 0) client.close(1000);
      else if (i % 3 === 1) client.terminate();
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const tunnel of front.tunnels) tunnel.close(1012, '');
    await until(() => front.log.length === 2000);
    expect(front.log.filter((line) => line === 'opened')).toHaveLength(1000);
    expect(front.log.filter((line) => line.startsWith('closed '))).toHaveLength(1000);
    await until(() => service.server.clients.size === 0 && sockets() <= before);
  });

  it('services that fall over while sockets open and close never bring the process down', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', () => {
        if (Math.random() < 0.5) socket.resetAndDestroy();
        else socket.end('HTTP/1.1 500 X\r\nContent-Length: 9\r\n\r\nhalf');
      });
    });
    const front = await startFront(url);
    const clients = Array.from({ length: 200 }, () => rawClient(front));
    for (const client of clients.slice(0, 100)) client.once('connect', () => setImmediate(() => client.destroy()));
    await until(() => front.log.length === front.tunnels.length && front.tunnels.length >= 100);
    expect(front.log.filter((line) => line !== 'failed connection' && line !== 'aborted')).toEqual([]);
  });
});
