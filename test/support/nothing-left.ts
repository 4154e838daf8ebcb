import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { expect } from 'vitest';
import type { RunningGateway } from './gateway.js';
import { until } from './until.js';

/** Connections that the processes of a gateway hold, as the kernel counts them; those that only linger do not count. */
export interface OpenSockets {
  readonly clients: number;
  readonly services: number;
}

/** Reads `/proc`, so Linux only; IPv4. */
export function openSockets(gatewayPort: number, servicePort: number): OpenSockets {
  let clients = 0;
  let services = 0;
  for (const line of readFileSync('/proc/net/tcp', 'latin1').split('\n').slice(1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
    // A listener, or a connection that no process has any more.
    if (local === undefined || remote === undefined || state === '0A' || inode === '0') continue;
    if (portOf(local) === gatewayPort) clients += 1;
    if (portOf(remote) === servicePort) services += 1;
  }
  return { clients, services };
}

const portOf = (address: string): number => Number.parseInt(address.slice(address.indexOf(':') + 1), 16);

/** Resident memory of a process in bytes. */
export function residentMemory(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Number(kilobytes) * 1024;
}

/**
 * After the clients of a test are gone: the workers are those it began with, logged no error, hold no client's connection
 * and none to the service but kept ones that carry nothing.
 */
export async function expectNothingLeft(
  gateway: RunningGateway,
  workers: readonly number[],
  service: { readonly port: number; readonly server: Server },
): Promise<void> {
  expect(await gateway.pids()).toEqual(workers);
  const held = (): OpenSockets => {
    service.server.closeIdleConnections();
    return openSockets(gateway.port, service.port);
  };
  // Idle connections of clients end after 12 seconds.
  await until('all connections are closed', () => held().clients === 0 && held().services === 0, 15_000).catch(
    () => {},
  );
  expect(held()).toEqual({ clients: 0, services: 0 });
  expect(gateway.lines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  expect(gateway.stderr()).toBe('');
}
