import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlJobs, type JobHandlers, JobRefused } from '../../../src/primary/jobs/control-jobs.js';
import { createLog } from '../../../src/shared/log.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
const open: ControlJobs[] = [];
const log = createLog({ level: 'silent', format: 'json' }, 'primary', process.stdout);

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((jobs) => jobs.close()));
  await redis.stop();
});

function host(hostId: string, handlers: { host?: JobHandlers; shared?: JobHandlers } = {}): ControlJobs {
  const { port } = redis;
  const jobs = new ControlJobs({
    hostId,
    prefix: '{margay}:jobs',
    connect: (patient) =>
      new Redis({
        port,
        host: '127.0.0.1',
        maxRetriesPerRequest: null,
        retryStrategy: () => 50,
        ...(patient ? {} : { enableOfflineQueue: false, commandTimeout: 500 }),
      }),
    host: handlers.host ?? {},
    shared: handlers.shared ?? {},
    log,
  });
  open.push(jobs);
  return jobs;
}

/** Commands fail until the connection is there. */
async function eventually<T>(action: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!/Redis is away|writeable|Connection|timed out/i.test((error as Error).message)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const finished = (jobs: ControlJobs, hostId: string | null, id: string) =>
  until(`job ${id} ends`, async () => {
    const record = await eventually(() => jobs.find(hostId, id));
    return record !== null && (record.state === 'completed' || record.state === 'failed');
  });

describe('a job for a host', () => {
  it('is done by that host only, and kept with its result', async () => {
    const done: string[] = [];
    const a = host('a', { host: { greet: async () => void done.push('a') } });
    const b = host('b', { host: { greet: async (data) => [done.push('b'), data] } });
    a.start();
    b.start();
    await eventually(() => a.addForHost('b', 'greet', { to: 'x' }, 'one'));
    await finished(a, 'b', 'one');
    expect(done).toEqual(['b']);
    expect(await a.find('b', 'one')).toMatchObject({ state: 'completed', attempts: 1, result: [1, { to: 'x' }] });
  });

  it('waits for a host that is away', async () => {
    const a = host('a');
    await eventually(() => a.addForHost('late', 'greet', {}, 'one'));
    expect(await a.find('late', 'one')).toMatchObject({ state: 'waiting' });
    host('late', { host: { greet: async () => 'here' } }).start();
    await finished(a, 'late', 'one');
    expect((await a.find('late', 'one'))?.result).toBe('here');
  });

  it('may be written before its connection is there', async () => {
    const a = host('a');
    await a.addForHost('a', 'greet', {}, 'one');
    expect(await a.find('a', 'one')).toMatchObject({ state: 'waiting' });
  });

  it('with an id that is there already is the same job', async () => {
    let times = 0;
    const a = host('a', { host: { greet: async () => ++times } });
    await eventually(() => a.addForHost('a', 'greet', {}, 'one'));
    await a.addForHost('a', 'greet', {}, 'one');
    a.start();
    await finished(a, 'a', 'one');
    await a.addForHost('a', 'greet', {}, 'one');
    expect(await a.list(['a'])).toHaveLength(1);
    expect(times).toBe(1);
  });

  it('is tried again when it fails, and not when it is refused', async () => {
    let tries = 0;
    const handlers: JobHandlers = {
      flaky: async () => {
        tries += 1;
        if (tries === 1) throw new Error('not yet');
      },
      wrong: async () => {
        throw new JobRefused('never');
      },
    };
    const a = host('a', { host: handlers });
    a.start();
    await eventually(() => a.addForHost('a', 'flaky', {}, 'flaky'));
    await a.addForHost('a', 'wrong', {}, 'wrong');
    await a.addForHost('a', 'unknown', {}, 'unknown');
    for (const id of ['flaky', 'wrong', 'unknown']) await finished(a, 'a', id);
    expect(await a.find('a', 'flaky')).toMatchObject({ state: 'completed', attempts: 2 });
    expect(await a.find('a', 'wrong')).toMatchObject({ state: 'failed', attempts: 1, reason: 'never' });
    expect((await a.find('a', 'unknown'))?.reason).toMatch(/knows no job unknown/);
  });

  it('can be taken back until it has begun', async () => {
    const a = host('a', { host: { greet: async () => 'done' } });
    await eventually(() => a.addForHost('a', 'greet', {}, 'one'));
    expect(await a.takeBack('a', 'one')).toBe(true);
    expect(await a.takeBack('a', 'one')).toBe(false);
    a.start();
    await a.addForHost('a', 'greet', {}, 'two');
    await finished(a, 'a', 'two');
    expect(await a.takeBack('a', 'two')).toBe(false);
  });

  it('goes away with its host', async () => {
    const a = host('a');
    await eventually(() => a.addForHost('gone', 'greet', {}, 'one'));
    await a.removeHost('gone');
    expect(await a.list(['gone'])).toEqual([]);
    const keys = new Redis(redis.port);
    expect(await keys.keys('*control-gone*')).toEqual([]);
    keys.disconnect();
  });
});

describe('a shared job', () => {
  it('is done by one host', async () => {
    const done: string[] = [];
    const hosts = ['a', 'b', 'c'].map((id) => host(id, { shared: { greet: async () => void done.push(id) } }));
    for (const one of hosts) one.start();
    for (let i = 0; i < 10; i++) await eventually(() => hosts[0]!.addForOne('greet', {}, `job-${i}`));
    for (let i = 0; i < 10; i++) await finished(hosts[0]!, null, `job-${i}`);
    expect(done).toHaveLength(10);
  });

  it('is repeated once for all hosts', async () => {
    const times: number[] = [];
    const hosts = ['a', 'b'].map((id) => host(id, { shared: { poll: async () => void times.push(Date.now()) } }));
    for (const one of hosts) {
      one.start();
      await eventually(() => one.repeat('poll', 100, {}));
    }
    await until('four polls', () => times.length >= 4);
    await hosts[0]!.stopRepeating('poll');
    // Two schedules would have given two polls per interval.
    expect(times[3]! - times[0]!).toBeGreaterThan(200);
  });
});

describe('while Redis is away', () => {
  it('a new job is refused at once or soon, and written ones are done when it is back', async () => {
    const a = host('a', { host: { greet: async () => 'done' } });
    a.start();
    await eventually(() => a.addForHost('a', 'greet', {}, 'before'));
    await finished(a, 'a', 'before');
    const { port } = redis;
    await redis.kill();
    await expect(a.addForHost('a', 'greet', {}, 'during')).rejects.toThrow();
    redis = await startRedis({ port });
    await eventually(() => a.addForHost('a', 'greet', {}, 'after'));
    await finished(a, 'a', 'after');
  });
});
