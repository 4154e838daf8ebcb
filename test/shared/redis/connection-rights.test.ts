import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import type { RedisFailure } from '../../../src/shared/redis/failure.js';
import type { RedisScript } from '../../../src/shared/redis/link.js';
import type { RedisPlan } from '../../../src/shared/redis/plan.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { until } from '../../support/until.js';

const count: RedisScript = { name: 'count', lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])" };

const open: RedisConnection[] = [];
let server: RedisServer;
let admin: Redis;
let output: ReturnType<typeof logLines>;

beforeEach(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
  output = logLines();
});

afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  admin.disconnect();
  await server.stop();
});

function connect(changes: Partial<RedisPlan>): RedisConnection {
  const connection = new RedisConnection(redisPlan(changes), output.log);
  open.push(connection);
  return connection;
}

async function available(connection: RedisConnection): Promise<RedisConnection> {
  await until('Redis is available', () => connection.state.condition === 'available');
  return connection;
}

const acl = (...rights: string[]) => admin.call('ACL', ['SETUSER', 'margay', ...rights]);

/** The fault of a command, if it is rejected. */
const fault = (command: Promise<unknown>) =>
  command.then(
    () => null,
    (failure: RedisFailure) => failure.fault,
  );

it('tells a password that became wrong, once, and comes back when it is right again', async () => {
  await acl('on', '>right', '~*', '+@all');
  const link = await available(connect({ url: `redis://margay:right@127.0.0.1:${server.port}` }));
  await admin.call('ACL', ['DELUSER', 'margay']);
  await until('it is known', () => /WRONGPASS/.test(link.state.reason ?? ''));
  expect(link.state.condition).toBe('away');
  await sleep(2_500);
  await acl('on', '>right', '~*', '+@all');
  await available(link);
  expect(output.messages()).toEqual(['Redis is available', 'Redis is away', 'Redis is away', 'Redis is available']);
  expect(output.lines.map(({ reason }) => String(reason))[2]).toMatch(/WRONGPASS/);
});

describe('a user that lacks a right', () => {
  let link: RedisConnection;

  beforeEach(async () => {
    await acl('on', '>secret-word', '~test*', '~{test*', '+@all');
    link = await available(connect({ url: `redis://margay:secret-word@127.0.0.1:${server.port}` }));
  });

  it.each([
    ['to run scripts', ['-evalsha', '-eval'], /evalsha.*\(count\)/],
    ['that a script needs', ['-incrby'], /can't run this command.*\(count\)/],
    ['to a key', ['resetkeys', '~{test*'], /key.*\(count\)/],
  ])('%s: tells so once, and goes on', async (_, rights, reason) => {
    await acl(...rights);
    for (let call = 0; call < 5; call += 1) expect(await fault(link.run(count, ['test:{a}'], [1]))).toBe('denied');
    expect(link.state).toMatchObject({ condition: 'denied', reason: expect.stringMatching(reason) });
    expect([link.available, link.writable]).toEqual([true, true]);
    expect(output.messages()).toEqual(['Redis is available', 'Redis denies a command']);
    expect(JSON.stringify(output.lines)).not.toContain('secret-word');
  });

  it('is told to have it again once the command was done', async () => {
    await acl('-incrby');
    await fault(link.run(count, ['test:{a}'], [1]));
    await link.command('GET', ['test:a']);
    await acl('+incrby');
    expect(link.state.condition).toBe('denied');
    await until('it is known', async () => {
      await link.run(count, ['test:{a}'], [1]);
      return link.state.condition === 'available';
    });
    expect(output.messages()).toEqual(['Redis is available', 'Redis denies a command', 'Redis is available']);
  });

  it('to write at all counts as Redis being away', async () => {
    await acl('-psetex');
    const other = connect({ url: `redis://margay:secret-word@127.0.0.1:${server.port}` });
    await until('it is known', () => other.state.condition === 'away');
    expect(other.state.reason).toMatch(/NOPERM.*psetex/);
    await acl('+psetex');
    await available(other);
  });
});
