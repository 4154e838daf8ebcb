import { createServer } from 'node:net';

/**
 * A port that nobody listens on, for a listener with port 0: all workers must have the same one, and uWebSockets.js shares
 * only ports that it is told.
 */
export function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port: 0, exclusive: true }, () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
