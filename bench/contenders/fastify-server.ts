import httpProxy from '@fastify/http-proxy';
import Fastify from 'fastify';

// The proxy as its documentation tunes it: undici, one connection per client connection, no logs, no retries.
const [port, backendPort, connections] = process.argv.slice(2).map(Number) as [number, number, number];

const server = Fastify({ logger: false });
await server.register(httpProxy, {
  upstream: `http://127.0.0.1:${backendPort}`,
  undici: { connections: Math.max(128, connections), pipelining: 1, keepAliveTimeout: 60_000 },
  disableRequestLogging: true,
  retryMethods: [],
  websocket: true,
});
await server.listen({ port, host: '127.0.0.1' });
