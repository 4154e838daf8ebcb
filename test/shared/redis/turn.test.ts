import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { logLines } from '../../support/log-lines.js';
import { startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('commands of one turn leave together, and those of another by themselves', async () => {
  const redis = await startRedis();
  ends.push(() => redis.stop());
  const packets: string[] = [];
  const way = createServer((client) => {
    const server = connect(redis.port, '127.0.0.1');
    client.on('data', (bytes: Buffer) => packets.push(bytes.toString('latin1')));
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  }).listen(0, '127.0.0.1');
  await once(way, 'listening');
  ends.push(() => way.close());
  const url = `redis://127.0.0.1:${(way.address() as AddressInfo).port}`;
  const link = new RedisConnection(redisPlan({ url, commandTimeout: 5_000 }), logLines().log);
  ends.push(() => link.close());
  await link.settled(5_000);
  // Of the first connection.
  await link.command('GET', ['first']);
  packets.length = 0;

  const answers = await Promise.all([1, 2, 3].map((value) => link.command('INCRBY', ['sum', value])));
  expect(answers).toEqual([1, 3, 6]);
  expect(packets).toHaveLength(1);
  expect(packets[0]!.match(/INCRBY/gi)).toHaveLength(3);

  for (const value of [4, 5]) await link.command('INCRBY', ['sum', value]);
  expect(packets).toHaveLength(3);
});
