import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import type { RedisScript } from '../../../src/shared/redis/link.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { redisPlan } from '../../support/redis-plan.js';
import { until } from '../../support/until.js';

const count: RedisScript = { name: 'count', lua: "return redis.call('INCR', KEYS[1])" };
const keys = Array.from({ length: 60 }, (_, index) => `test:{key-${index}}`);

let cluster: RedisCluster;
let link: RedisConnection;
const output = logLines();

beforeAll(async () => {
  cluster = await startRedisCluster();
  link = new RedisConnection(redisPlan({ cluster: [cluster.nodes[0]!] }), output.log);
  await until('the cluster is available', () => link.state.condition === 'available');
});

afterAll(async () => {
  link?.close();
  for (const server of cluster?.servers ?? []) server.thaw();
  await cluster?.stop();
});

it('runs scripts on every node, loaded where they are missing', async () => {
  for (let round = 1; round <= 3; round += 1)
    expect(await Promise.all(keys.map((key) => link.run(count, [key], [])))).toEqual(keys.map(() => round));
  for (const { url } of cluster.servers) {
    const node = new Redis(url);
    expect(await node.dbsize()).toBeGreaterThan(5);
    await node.script('FLUSH');
    node.disconnect();
  }
  expect(await Promise.all(keys.map((key) => link.run(count, [key], [])))).toEqual(keys.map(() => 4));
});

it('follows a slot that moved', async () => {
  const key = 'test:{moved}';
  const [a, b, c] = cluster.servers.map(({ url }) => new Redis(url));
  try {
    const slot = Number(await a!.call('CLUSTER', ['KEYSLOT', key]));
    const id = (await c!.call('CLUSTER', ['MYID'])) as string;
    for (const node of [c!, a!, b!]) await node.call('CLUSTER', ['SETSLOT', slot, 'NODE', id]);
    expect(await link.run(count, [key], [])).toBe(1);
    expect(await c!.get(key)).toBe('1');
  } finally {
    for (const node of [a!, b!, c!]) node.disconnect();
  }
});

it('is away while one node does not answer, and back with it', async () => {
  const frozen = cluster.servers[1]!;
  frozen.freeze();
  await Promise.allSettled(keys.map((key) => link.run(count, [key], [])));
  await until('it is known', () => !link.available);
  frozen.thaw();
  await until('the cluster is available', () => link.state.condition === 'available');
  expect(await Promise.allSettled(keys.map((key) => link.run(count, [key], [])))).not.toContainEqual(
    expect.objectContaining({ status: 'rejected' }),
  );
});
