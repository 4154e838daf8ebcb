import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { freePort } from '../../src/primary/free-port.js';

it('finds a port that can be listened on', async () => {
  const port = await freePort('127.0.0.1');
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  server.close();
});

it('rejects for an address that this machine does not have', async () => {
  await expect(freePort('203.0.113.9')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});
