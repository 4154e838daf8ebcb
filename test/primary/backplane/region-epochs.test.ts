import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RegionEpochs } from '../../../src/primary/backplane/region-epochs.js';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { until } from '../../support/until.js';

describe('on one host', () => {
  it('are made when they are asked for, and stay', async () => {
    let now = 1_000;
    const epochs = new RegionEpochs(
      null,
      () => now,
      () => {},
    );
    expect(await epochs.of(['a', 'b'])).toEqual([
      ['a', 1_000_000],
      ['b', 1_000_000],
    ]);
    now = 2_000;
    expect(await epochs.of(['a'])).toEqual([['a', 1_000_000]]);
  });

  it('grow with every clear, even when the clock goes back', async () => {
    let now = 1_000;
    const changes: unknown[] = [];
    const epochs = new RegionEpochs(
      null,
      () => now,
      (...change) => changes.push(change),
    );
    expect(await epochs.clear('a')).toEqual({ epoch: 1_000_000, isShared: true });
    now = 500;
    expect((await epochs.clear('a')).epoch).toBe(1_000_001);
    expect(changes).toEqual([
      ['a', 1_000_000],
      ['a', 1_000_001],
    ]);
  });
});

describe('in Redis', () => {
  let server: RedisServer;
  let link: RedisConnection;

  beforeEach(async () => {
    server = await startRedis();
    link = new RedisConnection(redisPlan({ url: server.url }), logLines().log);
    await until('Redis is available', () => link.writable);
  });

  afterEach(async () => {
    link.close();
    await server.stop();
  });

  const make = (changed: (region: string, epoch: number) => void = () => {}) =>
    new RegionEpochs(link, () => 1, changed);

  it('are the same on all hosts', async () => {
    const [a, b] = [make(), make()];
    const [[, first]] = (await a.of(['r'])) as [[string, number]];
    expect(first).toBeGreaterThan(1_600_000_000_000_000);
    expect(await b.of(['r'])).toEqual([['r', first]]);
    const { epoch, isShared } = await b.clear('r');
    expect([isShared, epoch > first]).toEqual([true, true]);
    expect(await a.of(['r'])).toEqual([['r', epoch]]);
  });

  it('tell a host what it has missed when it catches up', async () => {
    const heard: unknown[] = [];
    const a = make((...change) => heard.push(change));
    const b = make();
    await a.of(['r']);
    const version = a.version;
    const { epoch } = await b.clear('r');
    const other = await b.clear('s');
    await a.sync();
    expect(heard.slice(1)).toEqual(
      expect.arrayContaining([
        ['r', epoch],
        ['s', other.epoch],
      ]),
    );
    expect(a.version).not.toBe(version);
  });

  it('become later ones when Redis has lost them', async () => {
    const [a, b] = [make(), make()];
    const { epoch } = await a.clear('r');
    await b.of(['r']);
    const client = new Redis(server.url);
    await client.flushall();
    client.disconnect();
    await a.sync();
    const [[, fresh]] = (await a.of(['r'])) as [[string, number]];
    expect(fresh).toBeGreaterThan(epoch);
    expect(await b.of(['r'])).toEqual([['r', fresh]]);
  });

  it('become later ones when Redis has lower ones', async () => {
    const ahead = 9_000_000_000_000_000;
    const a = make();
    a.learn('r', ahead);
    expect(await a.of(['r'])).toEqual([['r', ahead + 1]]);
    expect((await make().clear('r')).epoch).toBe(ahead + 2);
  });

  it('are those of this host alone while Redis is away', async () => {
    const a = make();
    const { epoch } = await a.clear('r');
    await server.kill();
    await until('it is known', () => !link.available);
    const alone = await a.clear('r');
    expect(alone).toEqual({ epoch: epoch + 1, isShared: false });
    await expect(a.of(['r'])).rejects.toThrow('away');
    server = await startRedis({ port: server.port });
    await until('Redis is available', () => link.writable);
    await a.sync();
    const [[, later]] = (await make().of(['r'])) as [[string, number]];
    expect(later).toBeGreaterThan(alone.epoch);
  });
});
