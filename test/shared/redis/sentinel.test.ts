import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import type { RedisScript } from '../../../src/shared/redis/link.js';
import { logLines } from '../../support/log-lines.js';
import { startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { startSentinel } from '../../support/redis-sentinel.js';
import { until } from '../../support/until.js';

const count: RedisScript = { name: 'count', lua: "return redis.call('INCR', KEYS[1])" };

it('follows the Sentinels to the replica that was promoted', async () => {
  // A replica that comes is served at once.
  const master = await startRedis({ args: ['--repl-diskless-sync-delay', '0'] });
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
  const side = new Redis(replica.url);
  await until('the replica is in step', async () => /master_link_status:up/.test(await side.info('replication')));
  const sentinel = await startSentinel(master.port, 1);
  const output = logLines();
  const link = new RedisConnection(redisPlan({ sentinels: [sentinel.address], keyPrefix: 'test' }), output.log);
  try {
    await until('Redis is available', () => link.state.condition === 'available');
    expect(await link.run(count, ['test:{a}'], [])).toBe(1);
    await until('the replica has it', async () => (await side.get('test:{a}')) === '1');
    await master.kill();
    await until('it is known', () => !link.available);
    await until('the replica is used', () => link.state.condition === 'available', 30_000);
    expect(await link.run(count, ['test:{a}'], [])).toBe(2);
    expect(await side.get('test:{a}')).toBe('2');
    expect(output.messages()).toEqual(['Redis is available', 'Redis is away', 'Redis is available']);
  } finally {
    link.close();
    side.disconnect();
    await Promise.all([sentinel.stop(), replica.stop(), master.stop()]);
  }
});
