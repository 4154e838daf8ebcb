import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2, { type Http2ServerRequest, type Http2ServerResponse, type ServerHttp2Session } from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SecureContextOptions, TlsOptions } from 'node:tls';

/** A certificate with its key, as PEM texts and as files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

/** An authority of its own, and what it signs for `localhost` and 127.0.0.1, or for other names; `days` below 0: expired. */
export function certificateAuthority(): { readonly ca: Issued; issue(name: string, days?: number): Issued } {
  const folder = mkdtempSync(join(tmpdir(), 'margay-ca-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const keyed = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-keyout',
    file(`${name}.key`),
  ];
  const issued = (name: string): Issued => ({
    cert: readFileSync(file(`${name}.crt`), 'utf8'),
    key: readFileSync(file(`${name}.key`), 'utf8'),
    certificateFile: file(`${name}.crt`),
    keyFile: file(`${name}.key`),
  });
  openssl('req', '-x509', ...keyed('ca'), '-days', '2', '-subj', '/CN=Test authority', '-out', file('ca.crt'));
  return {
    ca: issued('ca'),
    issue(name, days = 1) {
      const alternatives = name === 'localhost' ? 'DNS:localhost,IP:127.0.0.1' : `DNS:${name}`;
      writeFileSync(file(`${name}.ext`), `subjectAltName=${alternatives}\n`);
      openssl('req', '-new', ...keyed(name), '-subj', `/CN=${name}`, '-out', file(`${name}.csr`));
      openssl(
        ...['x509', '-req', '-in', file(`${name}.csr`), '-CA', file('ca.crt'), '-CAkey', file('ca.key')],
        ...['-set_serial', String(Math.floor(Math.random() * 1e9) + 1), '-days', String(days)],
        ...['-extfile', file(`${name}.ext`), '-out', file(`${name}.crt`)],
      );
      return issued(name);
    },
  };
}

export type Handler = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

export interface SecureService {
  readonly port: number;
  readonly server: Server;
  /** Open sessions of HTTP/2. */
  readonly sessions: Set<ServerHttp2Session>;
  /** Connections so far. */
  connections(): number;
  close(): Promise<void>;
}

/** What a service speaks: HTTP/1.1 or HTTP/2 or either over TLS, or HTTP/2 without TLS. */
export type Speaks = 'https' | 'h2' | 'both' | 'h2c';

export async function startSecureService(
  speaks: Speaks,
  pair: SecureContextOptions,
  handler: Handler,
  options: TlsOptions & { settings?: http2.Settings } = {},
  port = 0,
): Promise<SecureService> {
  const sessions = new Set<ServerHttp2Session>();
  let connections = 0;
  const all = { cert: pair.cert, key: pair.key, ...options } as http2.SecureServerOptions;
  const server = serverFor(speaks, all, handler) as Server;
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('sessionError', () => {});
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    server,
    sessions,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.destroy();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function serverFor(speaks: Speaks, options: http2.SecureServerOptions, handler: Handler) {
  if (speaks === 'https') return https.createServer(options, handler as never);
  if (speaks === 'h2c') return http2.createServer({ settings: options.settings ?? {} }, handler);
  return http2.createSecureServer({ ...options, allowHTTP1: speaks === 'both' }, handler);
}
