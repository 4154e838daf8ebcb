import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import type { RedisScript } from '../../../src/shared/redis/link.js';
import { RedisSubscriber } from '../../../src/shared/redis/subscriber.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisCluster, startRedisCluster } from '../../support/redis-cluster.js';
import { redisPlan } from '../../support/redis-plan.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
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

it('makes a new connection to a node that was frozen for long', async () => {
  const frozen = cluster.servers[2]!;
  frozen.freeze();
  await Promise.allSettled(keys.map((key) => link.run(count, [key], [])));
  await until('it is known', () => !link.available);
  await sleep(6_000);
  frozen.thaw();
  await until('the cluster is available', () => link.state.condition === 'available');
  // A node says CLUSTERDOWN until it has heard of the others.
  await until('every node takes commands', async () => {
    const results = await Promise.allSettled(keys.map((key) => link.run(count, [key], [])));
    return results.every(({ status }) => status === 'fulfilled');
  });
});

describe('a node behind a network that forgets connections', () => {
  let way: TcpProxy;
  /** Keys of that node. */
  let there: string[];

  beforeAll(async () => {
    const [near, behind] = cluster.servers.map(({ url }) => new Redis(url));
    way = await startTcpProxy(cluster.servers[1]!.port);
    await behind!.config('SET', 'cluster-announce-port', String(way.port));
    await until('the others know', async () => String(await near!.call('CLUSTER', ['SLOTS'])).includes(`${way.port}`));
    const [, from, to] = /,(\d+),(\d+),127\.0\.0\.1,(?=PORT)/.exec(
      `,${String(await near!.call('CLUSTER', ['SLOTS'])).replaceAll(String(way.port), 'PORT')}`,
    )!;
    const slots = await Promise.all(keys.map((key) => near!.call('CLUSTER', ['KEYSLOT', key])));
    there = keys.filter((_, index) => Number(slots[index]) >= Number(from) && Number(slots[index]) <= Number(to));
    near!.disconnect();
    behind!.disconnect();
  });

  afterAll(() => way?.close());

  it('is found by a single command, given up, and connected anew', async () => {
    const far = new RedisConnection(redisPlan({ cluster: [cluster.nodes[0]!] }), logLines().log);
    try {
      await until('the cluster is available', () => far.available);
      await far.run(count, [there[0]!], []);
      const { accepted } = way;
      way.abandon();
      await expect(far.run(count, [there[0]!], [])).rejects.toThrow(/no answer/);
      await until('it is known', () => !far.available);
      expect(far.state.reason).toMatch(/does not answer/);
      await until('the cluster is available', () => far.state.condition === 'available');
      expect(way.accepted).toBeGreaterThan(accepted);
      await far.run(count, [there[0]!], []);
    } finally {
      far.close();
    }
  });

  it('is listened to again', async () => {
    let heard = 0;
    // It listens to the node that it knows first.
    const plan = redisPlan({ cluster: [`127.0.0.1:${way.port}`] });
    const subscriber = new RedisSubscriber(plan, ['test:channel'], () => {
      heard += 1;
    });
    const [near, behind] = cluster.servers.map(({ url }) => new Redis(url));
    try {
      await until('it listens there', async () => {
        const [, listeners] = (await behind!.call('PUBSUB', ['NUMSUB', 'test:channel'])) as [string, number];
        return listeners === 1;
      });
      way.abandon();
      await near!.publish('test:channel', 'lost');
      expect(heard).toBe(0);
      await until('it hears', async () => {
        await near!.publish('test:channel', 'x');
        return heard > 0;
      });
    } finally {
      subscriber.close();
      near!.disconnect();
      behind!.disconnect();
    }
  });
});
