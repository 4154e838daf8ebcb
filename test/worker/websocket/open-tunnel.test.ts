import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { certificate, key } from './certificate.js';
import {
  closeOf,
  connect,
  type Front,
  makeClient,
  messageOf,
  rawClient,
  startFront,
  startRawService,
  startService,
  stopAll,
  until,
} from './harness.js';

afterEach(stopAll);

/** The head of a service's 101 for the request it read. */
function acceptBytes(request: string, fields = ''): string {
  const clientKey = /sec-websocket-key: (\S+)/i.exec(request)?.[1];
  const accept = createHash('sha1').update(`${clientKey}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${fields}\r\n`;
}

/** The head of an answer, in Latin-1, in however many packets it comes. */
async function headFrom(socket: Socket): Promise<string> {
  let head = '';
  socket.on('data', (data) => (head += data.toString('latin1')));
  await until(() => head.includes('\r\n\r\n'));
  return head;
}

/** What the front answers to a handshake that does not succeed. */
async function refusalOf(front: Front): Promise<IncomingMessage & { body: string }> {
  const request = http.get({
    port: front.port,
    host: '127.0.0.1',
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let body = '';
  for await (const chunk of response) body += chunk;
  return Object.assign(response, { body });
}

describe('the request to the service', () => {
  it('has path and query byte for byte, the given host, and the fields of the client', async () => {
    const service = await startService();
    const front = await startFront(service.url, { handshake: { host: 'inner.example:99' } });
    const seen = once(service.server, 'connection');
    await connect(`${front.url}/a/%7Eb?x='1'&y=%20|{}`, [], {
      headers: { Authorization: 'Bearer t', Cookie: 'a=1; b=2', 'X-Own': 'z' },
    });
    const [, request] = (await seen) as [unknown, IncomingMessage];
    expect(request.headers.host).toBe('inner.example:99');
    expect(request.headers).toMatchObject({ authorization: 'Bearer t', cookie: 'a=1; b=2', 'x-own': 'z' });
    expect(request.headers['sec-websocket-extensions']).toBeUndefined();
    expect(request.headers['sec-websocket-key']).not.toBe('dGhlIHNhbXBsZSBub25jZQ==');
    // The client's own library wrote the quotes as %27.
    expect(request.url).toBe('/a/%7Eb?x=%271%27&y=%20|{}');
  });

  it('keeps what a URL parser would rewrite', async () => {
    let head = '';
    const url = await startRawService((socket) => socket.on('data', (data) => (head += data)));
    const front = await startFront('ws://unused', { handshake: { url: `${url}/a/%2e%2e/b?q='"<>` } });
    rawClient(front);
    await until(() => head.includes('\r\n\r\n'));
    expect(head.split('\r\n')[0]).toBe(`GET /a/%2e%2e/b?q='"<> HTTP/1.1`);
  });

  it('offers the sub-protocols in order and returns the choice of the service', async () => {
    let offered: string[] = [];
    const service = await startService({
      handleProtocols: (protocols) => {
        offered = [...protocols];
        return 'second';
      },
    });
    const front = await startFront(service.url);
    const client = await connect(front.url, ['first', 'second', 'third']);
    expect(offered).toEqual(['first', 'second', 'third']);
    expect(client.protocol).toBe('second');
  });

  it('accepts a service that chooses no sub-protocol', async () => {
    const service = await startService({ handleProtocols: () => false });
    const front = await startFront(service.url);
    const answer = await headFrom(rawClient(front));
    expect(answer).toMatch(/^HTTP\/1\.1 101 /);
    expect(answer.toLowerCase()).not.toContain('sec-websocket-protocol');

    const client = makeClient(front.url, ['a', 'b']);
    // ws as a client is stricter than RFC 6455 here.
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toBe('Server sent no subprotocol');
    expect(front.log).toContain('opened');
  });

  it('refuses a service that chooses a sub-protocol nobody offered', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => socket.write(acceptBytes(data.toString(), 'Sec-WebSocket-Protocol: odd\r\n')));
    });
    const front = await startFront(url);
    expect((await refusalOf(front)).statusCode).toBe(502);
    expect(front.details).toEqual(['the service chose the sub-protocol "odd", which was not offered']);
  });
});

describe('the answer of the service', () => {
  it('brings its fields on the 101, byte for byte, without those of the connection', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => {
        const fields = 'Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Own: \xe9\r\nDate: yesterday\r\nKeep-Alive: 5\r\n';
        socket.write(Buffer.from(acceptBytes(data.toString(), fields), 'latin1'));
      });
    });
    const front = await startFront(url);
    const text = await headFrom(rawClient(front));
    expect(text).toContain('\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Own: \xe9\r\n');
    expect(text).not.toContain('yesterday');
    expect(text).not.toContain('Keep-Alive');
    expect(text.match(/sec-websocket-accept/gi)).toHaveLength(1);
    expect(text.match(/upgrade: websocket/gi)).toHaveLength(1);
  });

  it('is relayed with status, fields and body when it is no 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', () =>
        socket.end(
          'HTTP/1.1 403 Not You\r\nContent-Length: 4\r\nWWW-Authenticate: Basic\r\nConnection: close\r\n\r\nhalt',
        ),
      );
    });
    const front = await startFront(url);
    const answer = await refusalOf(front);
    expect([answer.statusCode, answer.statusMessage, answer.body]).toEqual([403, 'Not You', 'halt']);
    expect(answer.headers['www-authenticate']).toBe('Basic');
    expect(front.log).toEqual(['refused 403']);
  });

  it('is not followed when it is a redirect, and cut at 64 KB', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 302 Found\r\nLocation: ws://elsewhere/\r\nTransfer-Encoding: chunked\r\n\r\n');
        socket.write(`40000\r\n${'x'.repeat(0x40000)}\r\n`);
      });
    });
    const front = await startFront(url);
    const answer = await refusalOf(front);
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('ws://elsewhere/');
    expect(answer.body).toHaveLength(64 * 1024);
  });

  const answers: [what: string, bytes: string][] = [
    ['garbage', '\x00\x01\x02 what\r\n\r\n'],
    [
      'a wrong accept key',
      'HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
    ],
    ['another protocol', 'HTTP/1.1 101 X\r\nUpgrade: irc\r\nConnection: Upgrade\r\n\r\n'],
    ['half a body', 'HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nhalf'],
    ['nothing', ''],
  ];
  it.each(answers)('is a 502 when it is %s', async (_what, bytes) => {
    const url = await startRawService((socket) => socket.once('data', () => socket.end(bytes)));
    const front = await startFront(url);
    expect((await refusalOf(front)).statusCode).toBe(502);
    expect(front.log).toEqual(['failed connection']);
  });

  it('is a 502 when it brings an extension that was not offered', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) =>
        socket.write(acceptBytes(data.toString(), 'Sec-WebSocket-Extensions: permessage-deflate\r\n')),
      );
    });
    const front = await startFront(url);
    expect((await refusalOf(front)).statusCode).toBe(502);
  });
});

describe('a service that cannot be reached', () => {
  it.each(['ws://127.0.0.1:1', 'ws://no-such-host.invalid:80', 'ws://bad host:80'])('is a 502: %s', async (url) => {
    const front = await startFront('ws://unused', { handshake: { url } });
    expect((await refusalOf(front)).statusCode).toBe(502);
    expect(front.log).toEqual(['failed connection']);
  });

  it('is a 504 when it takes too long, also when it trickles', async () => {
    const timers: NodeJS.Timeout[] = [];
    const url = await startRawService((socket) => {
      socket.write('HTTP/1.1 101 X\r\n');
      timers.push(setInterval(() => socket.write('X-More: 1\r\n'), 20));
    });
    const front = await startFront(url, { plan: { connectTimeout: 300 } });
    const answer = await refusalOf(front);
    for (const timer of timers) clearInterval(timer);
    expect(answer.statusCode).toBe(504);
    expect(front.log).toEqual(['failed handshakeTimedOut']);
  });

  it('is a 502 when a header value cannot be sent', async () => {
    const service = await startService();
    const front = await startFront(service.url, { handshake: { headers: [['x-bad', 'a\u2028b']] } });
    expect((await refusalOf(front)).statusCode).toBe(502);
  });
});

describe('TLS to the service', () => {
  async function secureFront(acceptAnyCertificate: boolean) {
    const server = https.createServer({ key, cert: certificate });
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `wss://localhost:${(server.address() as AddressInfo).port}`;
    const front = await startFront('ws://unused', { handshake: { url, acceptAnyCertificate } });
    return { front, close: () => server.close() };
  }

  it('refuses a certificate that nobody vouches for', async () => {
    const { front, close } = await secureFront(false);
    expect((await refusalOf(front)).statusCode).toBe(502);
    expect(front.details[0]).toMatch(/self.signed/);
    close();
  });

  it('accepts any certificate when told to', async () => {
    const { front, close } = await secureFront(true);
    const client = await connect(front.url);
    client.send('over TLS');
    expect((await messageOf(client)).data.toString()).toBe('over TLS');
    client.close();
    await until(() => front.log.includes('closed 1005'));
    close();
  });
});

describe('the moment of opening', () => {
  it('loses nothing that the service says in the packet of its 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => {
        const frames = Buffer.from('\x81\x05first\x82\x06second', 'latin1');
        socket.write(Buffer.concat([Buffer.from(acceptBytes(data.toString())), frames]));
      });
    });
    const front = await startFront(url);
    const client = makeClient(front.url);
    const got: string[] = [];
    client.on('message', (data, isBinary) => got.push(`${data} ${isBinary}`));
    await until(() => got.length === 2);
    expect(got).toEqual(['first false', 'second true']);
  });

  it('loses nothing of a message that begins in the packet of the 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => {
        socket.write(Buffer.concat([Buffer.from(acceptBytes(data.toString())), Buffer.from([0x81])]));
        setTimeout(() => socket.write(Buffer.from('\x05first', 'latin1')), 20);
      });
    });
    const front = await startFront(url);
    expect((await messageOf(makeClient(front.url))).data.toString()).toBe('first');
  });

  it('relays what the service says and then its close, all in the packet of the 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => {
        const frames = Buffer.from('\x81\x05first\x88\x02\x03\xe8', 'latin1');
        socket.end(Buffer.concat([Buffer.from(acceptBytes(data.toString(), 'X-Own: 1\r\n')), frames]));
      });
    });
    const front = await startFront(url);
    const client = makeClient(front.url);
    const got: string[] = [];
    client.on('message', (data) => got.push(String(data)));
    expect(await closeOf(client)).toEqual([1000, '']);
    expect(got).toEqual(['first']);
  });

  it('is the start of a session even when the service is gone right after its 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => socket.end(acceptBytes(data.toString())));
    });
    const front = await startFront(url);
    expect(await closeOf(makeClient(front.url))).toEqual([1011, 'the service is gone without a close']);
    await until(() => front.log.includes('closed 1006'));
    expect(front.log).toEqual(['opened', 'closed 1006']);
  });

  it('relays a close that comes in the packet of the 101', async () => {
    const url = await startRawService((socket) => {
      socket.once('data', (data) => {
        socket.end(
          Buffer.concat([Buffer.from(acceptBytes(data.toString())), Buffer.from('\x88\x05\x0f\xa1bye', 'latin1')]),
        );
      });
    });
    const front = await startFront(url);
    expect(await closeOf(makeClient(front.url))).toEqual([4001, 'bye']);
    await until(() => front.log.includes('closed 4001 bye'));
  });

  it('ends the service leg when a client speaks before its answer, which RFC 6455, 4.1 forbids', async () => {
    let gone = false;
    const url = await startRawService((socket) =>
      socket
        .on('data', () => {})
        .on('close', () => (gone = true))
        .on('end', () => socket.end()),
    );
    const front = await startFront(url);
    const [answer] = (await once(rawClient(front, Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x61])), 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 505 /);
    await until(() => gone);
    expect(front.log).toEqual(['aborted']);
  });

  it('ends the service leg when the client leaves before its answer', async () => {
    let connected = false;
    let gone = false;
    const url = await startRawService((socket) => {
      connected = true;
      socket.on('data', () => {});
      socket.on('end', () => socket.end());
      socket.on('close', () => (gone = true));
    });
    const front = await startFront(url);
    const client = rawClient(front);
    await until(() => connected);
    client.destroy();
    await until(() => gone);
    expect(front.log).toEqual(['aborted']);
  });

  it('answers 503 to a client that waits when the gateway drains', async () => {
    let gone = false;
    const url = await startRawService((socket) =>
      socket
        .on('data', () => {})
        .on('close', () => (gone = true))
        .on('end', () => socket.end()),
    );
    const front = await startFront(url);
    const answer = refusalOf(front);
    await until(() => front.tunnels.length === 1);
    front.tunnels[0]?.close(1012, 'restart');
    expect((await answer).statusCode).toBe(503);
    await until(() => gone);
    expect(front.log).toEqual(['failed draining']);
  });
});
