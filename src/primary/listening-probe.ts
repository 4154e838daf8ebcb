import { connect, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Milliseconds; an address of this machine answers at once. */
const patience = 500;

/**
 * Whether somebody listens on this address already, another Margay included: that one would share the port in silence,
 * because uWebSockets.js listens with SO_REUSEPORT. It asks by connecting: a look by listening would for a moment take
 * connections that nobody serves.
 *
 * For a plain start only. During `pm2 reload` and a rolling restart the old workers are meant to be there.
 */
export function portInUse(host: string, port: number): Promise<boolean> {
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  if (!isOwn(address)) return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patience });
    const end = (inUse: boolean) => {
      socket.destroy();
      resolve(inUse);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** Names are taken for ours; nothing is asked of another machine's address. */
function isOwn(address: string): boolean {
  if (isIP(address) === 0 || address.startsWith('127.')) return true;
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));
}
