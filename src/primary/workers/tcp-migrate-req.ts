import { readFile, writeFile } from 'node:fs/promises';
import type { Log } from '../../shared/log.js';

const FILE = '/proc/sys/net/ipv4/tcp_migrate_req';

/**
 * With `net.ipv4.tcp_migrate_req=1` (Linux 5.14 and newer) the connections that wait in the accept queue of a worker that
 * stops listening go to another worker of the port; without it they are reset.
 */
export async function ensureTcpMigrateReq(set: boolean, log: Log, file = FILE): Promise<void> {
  const value = await readFile(file, 'utf8').catch(() => null);
  // `null`: not Linux, an older one, or a container that does not show it.
  if (value === null || value.trim() !== '0') return;
  if (set && (await write(file))) return log.info('net.ipv4.tcp_migrate_req is set to 1');
  log.info(
    `net.ipv4.tcp_migrate_req is 0: restarts may reset a few new connections. ${
      set
        ? 'It could not be set; as root: sysctl -w net.ipv4.tcp_migrate_req=1'
        : 'To avoid it: sysctl -w net.ipv4.tcp_migrate_req=1, or as root Gateway.SetTcpMigrateReq: true'
    }`,
  );
}

function write(file: string): Promise<boolean> {
  return writeFile(file, '1').then(
    () => true,
    () => false,
  );
}
