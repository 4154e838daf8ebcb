import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service behind the gateway. */
export interface Service {
  readonly port: number;
  readonly server: Server;
  /** Cuts open connections. */
  close(): Promise<void>;
}

/** What the default handler answers, as JSON: the request as it arrived. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A plain HTTP service on a free port of 127.0.0.1; without a handler it answers with what it received. */
export async function startService(handler: RequestListener = echo): Promise<Service> {
  const server = createServer({ keepAliveTimeout: 60_000, maxHeaderSize: 64 * 1024 }, handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const echo: RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { method = '', url = '', headers } = request;
    const answer: Echo = { method, url, headers, body: Buffer.concat(chunks).toString() };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
};

/** A route that sends every path below `/` to the service. */
export function routeTo(port: number, more: object = {}): object {
  return {
    UpstreamPathTemplate: '/{everything}',
    DownstreamPathTemplate: '/{everything}',
    DownstreamScheme: 'http',
    DownstreamHostAndPorts: [{ Host: '127.0.0.1', Port: port }],
    ...more,
  };
}
