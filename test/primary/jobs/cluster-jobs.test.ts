import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HostConfiguration } from '../../../src/primary/jobs/configuration-rollout.js';
import { type JobHostOptions, startJobHost } from '../../support/job-host.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { until } from '../../support/until.js';

let redis: RedisServer;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  redis = await startRedis();
});

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await redis.stop();
});

/** A host that is live and takes jobs. */
async function host(name: string, { url = redis.url, ...options }: JobHostOptions & { readonly url?: string } = {}) {
  const made = await startJobHost(name, { url }, options);
  ends.push(made.close);
  return made;
}

/** A host that runs what it is given, unless that is `refuses`. */
function configuration(refuses: string): HostConfiguration & { running: string } {
  let before: { id: string; text: string } | null = null;
  const made = {
    running: 'old',
    apply: async (id: string, text: string) => {
      if (text === refuses) return `${text} is bad`;
      before = { id, text: made.running };
      made.running = text;
      return null;
    },
    revert: async (id: string) => {
      if (before?.id === id) made.running = before.text;
    },
  };
  return made;
}

it('a clear that a host missed is finished by it when it is back, once', async () => {
  const a = await host('a');
  a.jobs.start();
  const cleared: [string, number][] = [];
  const b = await host('b', { cleared });
  const missing = [{ host: 'b-1', worker: 2 }];
  const outcome = { status: 202, answer: { region: 'r:1', epoch: 5, acknowledged: 1, missing } } as const;
  await a.jobs.cleared(outcome);
  await a.jobs.cleared(outcome);
  const waiting = (await a.jobs.list()).find(({ name }) => name === 'cache.clear');
  expect(waiting).toMatchObject({ host: 'b', state: 'waiting' });
  b.jobs.start();
  await until('it is done', async () => (await a.jobs.list()).every(({ state }) => state === 'completed'));
  expect(cleared).toEqual([['r:1', 5]]);
  const records = (await a.jobs.list()).filter(({ name }) => name === 'cache.cleared');
  expect(records).toMatchObject([{ host: null, result: { region: 'r:1', epoch: 5, status: 202, missing } }]);
});

it('a configuration runs on every host, or nowhere', async () => {
  const [one, two] = [configuration('none'), configuration('half')];
  const a = await host('a', { configuration: one });
  const b = await host('b', { configuration: two });
  for (const { jobs } of [a, b]) {
    jobs.start();
  }
  expect(await a.jobs.rollOut('new')).toMatchObject({ status: 200, body: { outcome: 'applied', hosts: ['a', 'b'] } });
  expect([one.running, two.running]).toEqual(['new', 'new']);
  await Promise.all([a.beat(), b.beat()]);
  const half = await a.jobs.rollOut('half');
  expect(half).toMatchObject({ status: 409, body: { refused: [{ host: 'b', reason: 'half is bad' }] } });
  expect([one.running, two.running]).toEqual(['new', 'new']);
});

it('a rollout that takes long is told of by its job', async () => {
  const a = await host('a', { timing: { answer: 100 } });
  const { status, body } = await a.jobs.rollOut('new');
  expect(status).toBe(202);
  expect(await a.jobs.list()).toMatchObject([{ id: body.job, name: 'configuration.rollout', state: 'waiting' }]);
});

it('without Redis nothing is rolled out, nothing is thrown, and a clear is written down when it is back', async () => {
  const a = await host('a');
  a.jobs.start();
  await redis.kill();
  expect((await a.jobs.rollOut('new')).status).toBe(503);
  await a.jobs.cleared({ status: 200, answer: { region: 'r', epoch: 5, acknowledged: 1, missing: [] } });
  await expect(a.jobs.list()).rejects.toThrow();
  redis = await startRedis({ port: redis.port });
  await until('it is written down', async () => {
    const jobs = await a.jobs.list().catch(() => []);
    return jobs.some(({ name, state }) => name === 'cache.cleared' && state === 'completed');
  });
});

it('a host that is gone is forgotten with its jobs, and one that is live is not', async () => {
  const a = await host('a', { timing: { ghostsEvery: 50, ghostAfter: 1_500 } });
  const b = await host('b');
  const missing = [{ host: 'b-1', worker: 2 }];
  await a.jobs.cleared({ status: 202, answer: { region: 'r', epoch: 5, acknowledged: 1, missing } });
  expect((await a.registry.names()).sort()).toEqual(['a', 'b']);
  a.jobs.start();
  const beats = setInterval(() => void a.beat(), 100);
  ends.push(async () => clearInterval(beats));
  await until('b is gone', async () => (await a.registry.names()).length === 1);
  expect(await a.registry.names()).toEqual(['a']);
  expect((await a.jobs.list()).map(({ name }) => name)).toEqual(['cache.cleared']);
  await b.beat();
  expect((await a.registry.names()).sort()).toEqual(['a', 'b']);
  expect((await a.jobs.list()).filter(({ host: of }) => of === 'b')).toEqual([]);
});

it('what is repeated is done by one host of all at a time', async () => {
  const done: string[] = [];
  const hosts = await Promise.all([host('a'), host('b')]);
  for (const [index, { jobs }] of hosts.entries()) {
    jobs.handle('discovery.poll', async (data) => void done.push(`${index} ${JSON.stringify(data)}`));
    jobs.start();
  }
  for (const { jobs } of hosts) await jobs.repeat('discovery.poll', 200, { of: 'x' });
  const since = performance.now();
  await until('it was done three times', () => done.length >= 3);
  expect(done[0]).toContain('{"of":"x"}');
  // Each of them by itself would have come this far in half the time.
  expect(performance.now() - since).toBeGreaterThan(300);
  await hosts[0]!.jobs.stopRepeating('discovery.poll');
});

it('jobs need no more rights in Redis than the documentation says', async () => {
  const admin = new Redis(redis.port, '127.0.0.1');
  const rights = ['~test:*', '~{test*', '&{test}*', '+@all', '-@dangerous', '+info'];
  await admin.call('ACL', ['SETUSER', 'margay', 'on', '>secret', ...rights]);
  admin.disconnect();
  const url = `redis://margay:secret@127.0.0.1:${redis.port}`;
  const a = await host('a', {
    url,
    configuration: configuration('none'),
    timing: { ghostsEvery: 50, ghostAfter: 1_000 },
  });
  a.jobs.handle('discovery.poll', async () => 'polled');
  a.jobs.start();
  expect(await a.jobs.rollOut('new')).toMatchObject({ status: 200 });
  await a.jobs.repeat('discovery.poll', 100, {});
  await until('it was polled', async () => (await a.jobs.list()).some(({ result }) => result === 'polled'));
  await a.jobs.stopRepeating('discovery.poll');
  await until('the host is a ghost, and gone', async () => (await a.registry.names()).length === 0);
});
