import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { expect } from 'vitest';
import { type ClientOptions, type ServerOptions, WebSocket, WebSocketServer } from 'ws';
import { failures } from '../../../src/shared/errors.js';
import type { WebSocketsPlan } from '../../../src/shared/snapshot.js';
import { uws } from '../../../src/worker/server/uws.js';
import type { Handshake } from '../../../src/worker/websocket/contract.js';
import { openTunnel } from '../../../src/worker/websocket/open-tunnel.js';
import type { Tunnel } from '../../../src/worker/websocket/tunnel.js';
import { tunnelBehavior } from '../../../src/worker/websocket/tunnel-behavior.js';

const cleanups: (() => void)[] = [];

/** For `afterEach`: stops all that was started here. */
export function stopAll(): void {
  for (const stop of cleanups.splice(0).reverse()) stop();
}

export const plan: WebSocketsPlan = {
  maxMessage: 16 * 1024 * 1024,
  queueBytes: 4 * 1024 * 1024,
  idleTimeout: null,
  connectTimeout: 10_000,
};

/** A minimal gateway: every upgrade becomes a tunnel to one service; what happens is written down. */
export interface Front {
  readonly url: string;
  readonly port: number;
  readonly tunnels: Tunnel[];
  /** `opened`, `closed 1000 bye`, `failed connection`, `refused 403`, `aborted`, in order. */
  readonly log: string[];
  /** The details of failures. */
  readonly details: string[];
}

export async function startFront(
  serviceUrl: string,
  options: { plan?: Partial<WebSocketsPlan>; handshake?: Partial<Handshake> } = {},
): Promise<Front> {
  const tunnels: Tunnel[] = [];
  const log: string[] = [];
  const details: string[] = [];
  const limits = { ...plan, ...options.plan };
  const app = uws.App();
  app.ws('/*', {
    ...tunnelBehavior(limits),
    upgrade(res, req, context) {
      const headers: [string, string][] = [];
      req.forEach((name, value) => {
        if (!/^(host|connection|upgrade|sec-websocket-.*)$/.test(name)) headers.push([name, value]);
      });
      const offered = req.getHeader('sec-websocket-protocol');
      const query = req.getQuery() as string | undefined;
      let answered = false;
      let ended = false;
      const handshake: Handshake = {
        url: serviceUrl + req.getUrl() + (query === undefined ? '' : `?${query}`),
        headers,
        host: new URL(serviceUrl).host,
        protocols: offered === '' ? [] : offered.split(',').map((name) => name.trim()),
        key: req.getHeader('sec-websocket-key'),
        acceptAnyCertificate: false,
        clientCertificate: null,
        connectTimeout: limits.connectTimeout,
        answerFields: (fields) => fields,
        ...options.handshake,
      };
      const tunnel = openTunnel(res, context, handshake, limits, {
        failed(failure, detail) {
          answered = true;
          log.push(`failed ${failure}`);
          details.push(detail);
          res.cork(() => res.writeStatus(`${failures[failure].status} Failed`).end());
        },
        refused(status, reason, fields, body) {
          answered = true;
          log.push(`refused ${status}`);
          res.cork(() => {
            res.writeStatus(`${status} ${reason}`);
            for (const [name, value] of fields) res.writeHeader(name, value);
            res.end(body);
          });
        },
        opened() {
          answered = true;
          log.push('opened');
        },
        closed(code, reason) {
          // Once per tunnel: a second time would release a lease twice.
          expect(ended).toBe(false);
          ended = true;
          log.push(`closed ${code} ${reason}`.trim());
        },
      });
      res.onAborted(() => {
        if (answered) return;
        log.push('aborted');
        tunnel.abort();
      });
      tunnels.push(tunnel);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    app.listen('127.0.0.1', 0, (socket) => {
      if (socket === false) reject(new Error('cannot listen'));
      else resolve(uws.us_socket_local_port(socket));
    });
  });
  cleanups.push(() => app.close());
  return { url: `ws://127.0.0.1:${port}`, port, tunnels, log, details };
}

export interface Service {
  readonly url: string;
  readonly server: WebSocketServer;
  /** The next connection. */
  accepted(): Promise<WebSocket>;
}

export async function startService(options: ServerOptions = {}): Promise<Service> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false, ...options });
  await once(server, 'listening');
  const waiting: WebSocket[] = [];
  const wanted: ((socket: WebSocket) => void)[] = [];
  server.on('connection', (socket) => {
    socket.on('error', () => {});
    const give = wanted.shift();
    if (give === undefined) waiting.push(socket);
    else give(socket);
  });
  cleanups.push(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
  });
  const accepted = () => {
    const socket = waiting.shift();
    return socket === undefined ? new Promise<WebSocket>((resolve) => wanted.push(resolve)) : Promise.resolve(socket);
  };
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`, server, accepted };
}

/** A service that is only bytes: `onData` gets what came, the socket writes what it likes. */
export async function startRawService(onConnection: (socket: net.Socket) => void): Promise<string> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A client that has opened. */
export async function connect(url: string, protocols: string[] = [], options: ClientOptions = {}): Promise<WebSocket> {
  const socket = makeClient(url, protocols, options);
  await once(socket, 'open');
  return socket;
}

/** A client that is about to connect. */
export function makeClient(url: string, protocols: string[] = [], options: ClientOptions = {}): WebSocket {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
  cleanups.push(() => socket.terminate());
  socket.on('error', () => {});
  return socket;
}

/** Both ends of a fresh tunnel. */
export async function connectThrough(front: Front, service: Service): Promise<{ client: WebSocket; peer: WebSocket }> {
  const [client, peer] = await Promise.all([connect(front.url), service.accepted()]);
  return { client, peer };
}

/** The raw bytes of a handshake, to write them on a bare socket. */
export function handshakeBytes(path = '/'): string {
  return (
    `GET ${path} HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  );
}

/** A bare socket to the front that has written a handshake. */
export function rawClient(front: Front, more: Buffer = Buffer.alloc(0)): net.Socket {
  const socket = net.connect({ port: front.port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  socket.write(Buffer.concat([Buffer.from(handshakeBytes()), more]));
  cleanups.push(() => socket.destroy());
  return socket;
}

/** `[code, reason]` of the close that this socket sees. */
export async function closeOf(socket: WebSocket): Promise<[code: number, reason: string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

export async function messageOf(socket: WebSocket): Promise<{ data: Buffer; isBinary: boolean }> {
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  return { data, isBinary };
}

/** Waits until it holds, 20 s at most. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 20_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`still not so: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
