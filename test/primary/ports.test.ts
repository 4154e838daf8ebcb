import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { assertPortsFree, withFixedPorts } from '../../src/primary/ports.js';
import { StartFailure } from '../../src/primary/start-failure.js';
import { freePort } from '../support/free-port.js';

it('gives a listener with port 0 a port of its own and leaves the others', async () => {
  const [chosen, given] = await withFixedPorts([
    { Host: '127.0.0.1', Port: 0 },
    { Host: '0.0.0.0', Port: 5000 },
  ]);
  expect(chosen?.Port).toBeGreaterThan(0);
  expect(given).toEqual({ Host: '0.0.0.0', Port: 5000 });
});

it('rejects with a message for the user when a port stays in use', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  const failure = await assertPortsFree([{ host: '127.0.0.1', port }]).catch((error) => error);
  holder.close();
  expect(failure).toBeInstanceOf(StartFailure);
  expect(failure.message).toContain(`Port ${port} on 127.0.0.1 is in use`);
});

it('waits for a port that is let go of in time', async () => {
  const port = await freePort();
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
  setTimeout(() => holder.close(), 300);
  await assertPortsFree([{ host: '127.0.0.1', port }]);
});
