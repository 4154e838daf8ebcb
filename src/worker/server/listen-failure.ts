import { createServer } from 'node:net';
import type { ListenerPlan } from '../../shared/control.js';

/**
 * Why this address cannot be listened on, for the user. uWebSockets.js says no more than "no", so the same is tried with
 * `node:net`, which has a code for the cause.
 */
export async function listenFailure({ host, port }: ListenerPlan): Promise<string> {
  const code = await bindFailure(host, port);
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. Stop that one or choose another port.`;
    case 'EACCES':
    case 'EPERM':
      return `Port ${port} on ${host} needs more rights. Choose a port above 1023, or allow Node to use low ports: sudo setcap cap_net_bind_service=+ep "$(readlink -f "$(which node)")"`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${host} to listen on. Use one of its own addresses, or 0.0.0.0 for all.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host name ${host} to listen on is not known. Use an address, or 0.0.0.0 for all.`;
    case 'EAFNOSUPPORT':
      return `This machine has no IPv6, so ${host} cannot be listened on. Use an IPv4 address, or 0.0.0.0 for all.`;
    default:
      return `Listening on ${host}, port ${port}, failed${code === null ? '' : ` with ${code}`}.`;
  }
}

/** `exclusive`, because pm2 runs its apps as cluster workers, where listening is otherwise left to pm2. */
function bindFailure(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
