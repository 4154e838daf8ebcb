import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RedisConnection } from '../../../src/shared/redis/connection.js';
import { RedisFailure } from '../../../src/shared/redis/failure.js';
import type { RedisScript, RedisState } from '../../../src/shared/redis/link.js';
import type { RedisPlan } from '../../../src/shared/redis/plan.js';
import { logLines } from '../../support/log-lines.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { redisPlan } from '../../support/redis-plan.js';
import { startSecureRedis } from '../../support/secure-redis.js';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';

const count: RedisScript = { name: 'count', lua: "return redis.call('INCRBY', KEYS[1], ARGV[1])" };
const write: RedisScript = { name: 'write', lua: "return redis.call('SET', KEYS[1], ARGV[1])" };
const wrong: RedisScript = { name: 'wrong', lua: "return redis.call('INCR', KEYS[1], 'x')" };

const open: { close(): unknown }[] = [];
let server: RedisServer;
let output: ReturnType<typeof logLines>;

beforeEach(async () => {
  server = await startRedis();
  output = logLines();
});

afterEach(async () => {
  for (const { close } of open.splice(0)) await close();
  server.thaw();
  await server.stop();
});

function connect(changes: Partial<RedisPlan> = {}): RedisConnection {
  const connection = new RedisConnection(redisPlan({ url: server.url, ...changes }), output.log);
  open.push({ close: () => connection.close() });
  return connection;
}

async function available(connection: RedisConnection): Promise<RedisConnection> {
  await until('Redis is available', () => connection.state.condition === 'available');
  return connection;
}

async function proxy(): Promise<TcpProxy> {
  const made = await startTcpProxy(server.port);
  open.push(made);
  return made;
}

async function direct<T>(use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(server.url);
  try {
    return await use(client);
  } finally {
    client.disconnect();
  }
}

/** The fault of a rejected command. */
async function fault(command: Promise<unknown>): Promise<string> {
  const error = await command.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RedisFailure);
  return (error as RedisFailure).fault;
}

describe('commands', () => {
  it('runs a script and loads it once', async () => {
    const link = await available(connect());
    expect(await link.run(count, ['test:{a}'], [2])).toBe(2);
    expect(await link.run(count, ['test:{a}'], [3])).toBe(5);
    const evals = await direct((client) => client.info('commandstats'));
    expect(/cmdstat_eval:calls=(\d+)/.exec(evals)?.[1]).toBe('1');
  });

  it('runs a script again that Redis has forgotten', async () => {
    const link = await available(connect());
    await link.run(count, ['test:{a}'], [1]);
    await direct((client) => client.script('FLUSH'));
    expect(await link.run(count, ['test:{a}'], [1])).toBe(2);
  });

  it('gives texts as Buffers on demand, and takes them', async () => {
    const link = await available(connect());
    const bytes = Buffer.from([0, 255, 128, 10]);
    await link.command('SET', ['test:b', bytes]);
    expect(await link.commandBuffer('GET', ['test:b'])).toEqual(bytes);
    const get: RedisScript = { name: 'get', lua: "return redis.call('GET', KEYS[1])" };
    expect(await link.runBuffer(get, ['test:b'], [])).toEqual(bytes);
  });

  it('sends the commands of one turn together', async () => {
    const link = await available(connect());
    await link.run(count, ['test:{a}'], [1]);
    const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await direct((c) => c.info('stats')))![1]);
    const before = await reads();
    await Promise.all(Array.from({ length: 500 }, () => link.run(count, ['test:{a}'], [1])));
    expect((await reads()) - before).toBeLessThan(60);
  });

  it('tells an error of the command, and stays available', async () => {
    const link = await available(connect());
    expect(await fault(link.run(wrong, ['test:{a}'], []))).toBe('refused');
    expect(link.available).toBe(true);
  });

  it('refuses more than 1,000 commands in flight', async () => {
    const link = await available(connect());
    const results = await Promise.allSettled(Array.from({ length: 1_001 }, () => link.command('GET', ['test:a'])));
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as RedisFailure).fault)).toEqual(['busy']);
  });

  it('tells that it refused some, once, and that it does so no more', async () => {
    const link = await available(connect());
    const many = () => Promise.allSettled(Array.from({ length: 1_010 }, () => link.command('GET', ['test:a'])));
    await many();
    expect(link.state).toMatchObject({ condition: 'busy', reason: expect.stringContaining('1000 commands') });
    expect([link.available, link.writable]).toEqual([true, true]);
    await many();
    await available(link);
    expect(output.messages()).toEqual([
      'Redis is available',
      'Redis is too slow for so many commands',
      'Redis is available',
    ]);
  });

  it('uses the user, the password and the database of the address', async () => {
    await direct((client) => client.call('ACL', ['SETUSER', 'margay', 'on', '>p@ss', '~test*', '~{test*', '+@all']));
    const link = await available(connect({ url: `redis://margay:p%40ss@127.0.0.1:${server.port}/3` }));
    await link.command('SET', ['test:a', 'x']);
    expect(await fault(link.command('SET', ['other', 'x']))).toBe('denied');
    expect(await direct((client) => client.select(3).then(() => client.get('test:a')))).toBe('x');
  });
});

describe('a Redis that is away', () => {
  it('may be so at the start', async () => {
    await server.stop();
    const link = connect();
    await until('it is known', () => link.state.condition === 'away');
    expect(link.state.reason).toMatch(/ECONNREFUSED/);
    expect(await fault(link.command('GET', ['test:a']))).toBe('away');
    server = await startRedis({ port: server.port });
    await available(link);
    expect(await link.command('GET', ['test:a'])).toBeNull();
    expect(output.messages()).toEqual(['Redis is away', 'Redis is available']);
  });

  it('is away at once when it is killed, and used again after a restart', async () => {
    const link = await available(connect());
    const changes: RedisState['condition'][] = [];
    link.onChange(({ condition }) => changes.push(condition));
    await link.run(count, ['test:{a}'], [1]);
    await server.kill();
    await until('it is known', () => !link.available, 1_000);
    expect(await fault(link.run(count, ['test:{a}'], [1]))).toBe('away');
    server = await startRedis({ port: server.port });
    await available(link);
    expect(await link.run(count, ['test:{a}'], [1])).toBe(1);
    expect(changes).toEqual(['away', 'available']);
  });

  it('rejects what was in flight when it is killed', async () => {
    const link = await available(connect({ commandTimeout: 20_000 }));
    server.freeze();
    const calls = Array.from({ length: 50 }, () => fault(link.run(count, ['test:{a}'], [1])));
    await server.kill();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['away']));
    server = await startRedis({ port: server.port });
  });

  it('costs a frozen Redis three waits, then nothing', async () => {
    const link = await available(connect({ commandTimeout: 100 }));
    server.freeze();
    const faults: string[] = [];
    for (let call = 0; call < 3; call += 1) faults.push(await fault(link.command('GET', ['test:a'])));
    expect(faults.slice(0, 2)).toEqual(['timeout', 'timeout']);
    expect(link.available).toBe(false);
    expect(await fault(link.command('GET', ['test:a']))).toBe('away');
    server.thaw();
    await available(link);
    expect(output.messages()).toEqual(['Redis is available', 'Redis is away', 'Redis is available']);
  });

  it('stays away while every answer is late', async () => {
    const between = await proxy();
    const link = await available(connect({ url: `redis://127.0.0.1:${between.port}`, commandTimeout: 100 }));
    between.delay(200);
    await Promise.all([1, 2, 3].map(() => fault(link.command('GET', ['test:a']))));
    const away = link.state;
    expect(away.condition).toBe('away');
    const pings = async () => /cmdstat_psetex:calls=(\d+)/.exec(await direct((c) => c.info('commandstats')))![1]!;
    const before = Number(await pings());
    await until('two probes', async () => Number(await pings()) >= before + 2);
    expect(link.state).toBe(away);
    between.delay(0);
    await available(link);
  });

  it('makes a new connection when the old one is dead without being closed', async () => {
    const between = await proxy();
    const link = await available(connect({ url: `redis://127.0.0.1:${between.port}`, commandTimeout: 100 }));
    const { accepted } = between;
    between.stall(true);
    await Promise.all([1, 2, 3].map(() => fault(link.command('GET', ['test:a']))));
    await until('a new connection', () => between.accepted > accepted);
    between.stall(false);
    await available(link);
  });

  it('comes back after the network was cut', async () => {
    const between = await proxy();
    const link = await available(connect({ url: `redis://127.0.0.1:${between.port}` }));
    between.cut(true);
    await until('it is known', () => !link.available, 1_000);
    between.cut(false);
    await available(link);
  });

  it('tells a wrong password once, and not what it was', async () => {
    await direct((client) => client.config('SET', 'requirepass', 'right'));
    const link = connect({ url: `redis://:secret-word@127.0.0.1:${server.port}` });
    await until('it is known', () => link.state.condition === 'away');
    expect(link.state.reason).toMatch(/WRONGPASS/);
    expect(JSON.stringify([link.state, output.lines])).not.toContain('secret-word');
    expect(output.messages()).toEqual(['Redis is away']);
  });
});

it('goes on reading from a full Redis, and writes again once it has memory', async () => {
  const link = await available(connect());
  await direct((client) => client.config('SET', 'maxmemory', '1'));
  expect(await fault(link.run(write, ['test:{a}'], ['x']))).toBe('full');
  expect([link.available, link.writable]).toEqual([true, false]);
  expect(await link.command('GET', ['test:a'])).toBeNull();
  await fault(link.run(write, ['test:{a}'], ['x']));
  await direct((client) => client.config('SET', 'maxmemory', '0'));
  await available(link);
  expect(await link.run(write, ['test:{a}'], ['x'])).toBe('OK');
  expect(output.messages()).toEqual(['Redis is available', 'Redis is full', 'Redis is available']);
});

it('does not write to a replica, and says why', async () => {
  const link = await available(connect());
  const master = await startRedis();
  open.push({ close: () => master.stop() });
  await direct((client) => client.replicaof('127.0.0.1', master.port));
  expect(await fault(link.run(write, ['test:{a}'], ['x']))).toBe('away');
  expect(link.state.reason).toMatch(/READONLY/);
  await direct((client) => client.replicaof('NO', 'ONE'));
  await available(link);
  expect(output.messages()).toEqual(['Redis is available', 'Redis is away', 'Redis is available']);
});

it('speaks TLS, and only to a Redis whose issuer it trusts', async () => {
  const secure = await startSecureRedis();
  open.push({ close: secure.stop });
  const { url, ca } = secure;
  const tls = { ca: null, certificate: null, key: null, serverName: null, acceptAnyCertificate: false };
  const link = await available(connect({ url, tls: { ...tls, ca } }));
  expect(await link.run(count, ['test:{a}'], [1])).toBe(1);
  const stranger = connect({ url });
  await until('it is known', () => stranger.state.condition === 'away');
  expect(stranger.state.reason).toMatch(/self-signed certificate/);
  await available(connect({ url, tls: { ...tls, acceptAnyCertificate: true } }));
});

it('waits at the start until Redis answers or turns out to be away', async () => {
  const link = connect();
  await link.settled(20_000);
  expect(link.state.condition).toBe('available');
  await server.stop();
  const other = connect();
  await other.settled(20_000);
  expect(other.state.condition).toBe('away');
  server = await startRedis({ port: server.port });
});
