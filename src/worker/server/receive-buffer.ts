import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Milliseconds for the child. */
const patience = 5_000;

/**
 * Bounds what the system receives for a client that is not read (Linux; elsewhere nothing happens).
 *
 * uWebSockets.js reads a connection again and again while each read fills its buffer, `pause` or not: a fast client then
 * keeps the whole worker busy and fills its memory (1.9 GB in an upload of 1 GB over loopback). With a receive buffer that
 * is smaller than such a read it stops after one, and `pause` counts.
 *
 * Linux doubles the size and counts its own overhead in, so 256 KB hold less than one full read (512 KB); more does not
 * help. One upload over a long way is bound by it too: at most the size per round trip.
 *
 * Accepted sockets inherit the size from the listen socket, which neither uWebSockets.js nor Node lets one set: only Node's
 * binding for datagram sockets can, on any descriptor that its own event loop does not watch. So a child that inherits the
 * descriptors does it. Where that fails the size stays as it is, and `Upload` cuts what grows beyond its limit.
 */
export async function limitReceiveBuffers(ports: readonly number[], bytes: number): Promise<void> {
  if (process.platform !== 'linux') return;
  const descriptors = await listenDescriptors(ports).catch(() => []);
  if (descriptors.length === 0) return;
  const child = spawn(process.execPath, ['-e', script(descriptors.length, bytes)], {
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', ...descriptors],
    timeout: patience,
  });
  // One of the two comes, whatever happens.
  await Promise.race([once(child, 'exit'), once(child, 'error')]).catch(() => {});
}

/** It must not close its handles, only exit. */
function script(count: number, bytes: number): string {
  return `const { UDP } = process.binding('udp_wrap');
for (let fd = 3; fd < ${3 + count}; fd++) {
  const socket = new UDP();
  if (socket.open(fd) === 0) socket.bufferSize(${bytes}, true, {});
}
process.exit();`;
}

/** Descriptors of this process that listen on one of the ports. */
async function listenDescriptors(ports: readonly number[]): Promise<number[]> {
  const inodes = new Set<string>();
  for (const table of ['/proc/self/net/tcp', '/proc/self/net/tcp6']) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const line of text.split('\n')) {
      const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
      if (local === undefined || inode === undefined || state !== '0A') continue;
      if (ports.includes(Number.parseInt(local.slice(local.indexOf(':') + 1), 16))) inodes.add(`socket:[${inode}]`);
    }
  }
  const found: number[] = [];
  for (const name of await readdir('/proc/self/fd')) {
    const target = await readlink(`/proc/self/fd/${name}`).catch(() => '');
    if (inodes.has(target)) found.push(Number(name));
  }
  return found;
}
