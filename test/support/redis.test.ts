import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { startRedis } from './redis.js';

it('starts a real Redis, and ends it', async () => {
  const server = await startRedis();
  const client = new Redis(server.url, { retryStrategy: () => null });
  client.on('error', () => {});
  expect(await client.ping()).toBe('PONG');
  await server.stop();
  await expect(client.ping()).rejects.toThrow();
  const again = await startRedis({ port: server.port, args: ['--maxmemory', '5mb'] });
  expect(again.port).toBe(server.port);
  await again.kill();
  await again.stop();
});

it('says why it could not start', async () => {
  await expect(startRedis({ args: ['--nonsense', '1'] })).rejects.toThrow(/did not start[\s\S]*nonsense/);
});
