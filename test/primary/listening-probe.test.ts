import { createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../src/primary/free-port.js';
import { portInUse } from '../../src/primary/listening-probe.js';
import { Listeners } from '../../src/worker/server/listeners.js';

const listeners = new Listeners(() => {});
const server = createServer();
afterEach(() => {
  listeners.close();
  server.close();
});

it('finds a port that nobody listens on free, and leaves it so', async () => {
  const port = await freePort('127.0.0.1');
  expect(await portInUse('127.0.0.1', port)).toBe(false);
  expect(await portInUse('0.0.0.0', port)).toBe(false);
});

it('finds another program', async () => {
  const port = await freePort('127.0.0.1');
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  expect(await portInUse('127.0.0.1', port)).toBe(true);
  expect(await portInUse('0.0.0.0', port)).toBe(true);
});

it('finds another gateway, which would share the port in silence', async () => {
  const port = await freePort('127.0.0.1');
  await listeners.apply([{ host: '127.0.0.1', port, tls: null }]);
  expect(await portInUse('127.0.0.1', port)).toBe(true);
  expect(await portInUse('0.0.0.0', port)).toBe(true);
});

it('does not call an address in use that this machine does not have', async () => {
  expect(await portInUse('203.0.113.9', 5000)).toBe(false);
});
