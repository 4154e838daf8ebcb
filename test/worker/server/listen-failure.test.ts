import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { listenFailure } from '../../../src/worker/server/listen-failure.js';

const causeOn = (host: string, port: number) => listenFailure({ host, port, tls: null });

it('tells that another program has the port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  expect(await causeOn('127.0.0.1', port)).toContain(`Port ${port} on 127.0.0.1 is in use by another program.`);
  server.close();
});

it('tells that the machine has no such address', async () => {
  expect(await causeOn('203.0.113.9', 5000)).toContain('This machine has no address 203.0.113.9');
});

it('tells that the host name is unknown', async () => {
  expect(await causeOn('no-such-host.invalid', 5000)).toContain(
    'The host name no-such-host.invalid to listen on is not known.',
  );
});

it('tells that the user may not use low ports', async () => {
  // Containers may allow low ports to everybody; then nothing is wrong with this address.
  const firstFree = Number(await readFile('/proc/sys/net/ipv4/ip_unprivileged_port_start', 'utf8').catch(() => '1024'));
  const expected = firstFree > 1 ? 'Port 1 on 127.0.0.1 needs more rights.' : 'Listening on 127.0.0.1, port 1, failed.';
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65534);
  try {
    expect(await causeOn('127.0.0.1', 1)).toContain(expected);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});
