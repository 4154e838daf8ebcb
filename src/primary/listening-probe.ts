import { createServer } from 'node:net';

/**
 * Whether somebody listens on this address already, another Margay included: that one would share the port in silence,
 * because uWebSockets.js listens with SO_REUSEPORT, and `node:net` does not.
 *
 * For a plain start only. During `pm2 reload` and a rolling restart the old workers are meant to be there.
 * An address that cannot be had for another reason is not in use.
 */
export function portInUse(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'EADDRINUSE'));
    // `exclusive`, because pm2 runs its apps as cluster workers, where listening is otherwise left to pm2.
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(false)));
  });
}
