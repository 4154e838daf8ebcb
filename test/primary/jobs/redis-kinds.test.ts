import { Redis } from 'ioredis';
import { afterEach, expect, it } from 'vitest';
import { type JobHost, startJobHost } from '../../support/job-host.js';
import { startRedis } from '../../support/redis.js';
import { startSentinel } from '../../support/redis-sentinel.js';
import { startSecureRedis } from '../../support/secure-redis.js';
import { until } from '../../support/until.js';

/** Closed in the opposite order. */
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function host(...given: Parameters<typeof startJobHost>): Promise<JobHost> {
  const made = await startJobHost(...given);
  ends.push(made.close);
  return made;
}

const missedBy = (name: string, region: string) =>
  ({
    status: 202,
    answer: { region, epoch: 5, acknowledged: 1, missing: [{ host: `${name}-1`, worker: 2 }] },
  }) as const;

const known = async ({ registry }: JobHost) => (await registry.hosts()).map((record) => record.host).sort();

it('hosts find each other over TLS, do the jobs of hosts and of one, and forget a host that is gone', async () => {
  const redis = await startSecureRedis();
  ends.push(redis.stop);
  const tls = { ca: redis.ca, certificate: null, key: null, serverName: null, acceptAnyCertificate: false };
  const plan = { url: redis.url, tls };
  const cleared: [string, number][] = [];
  const a = await host('a', plan, { timing: { ghostsEvery: 50, ghostAfter: 1_000 } });
  const b = await host('b', plan, { cleared });
  expect(await known(a)).toEqual(['a', 'b']);
  b.jobs.start();
  await a.jobs.cleared(missedBy('b', 'r'));
  await until('all is done', async () => {
    const records = await a.jobs.list();
    return records.length === 2 && records.every(({ state }) => state === 'completed');
  });
  expect(cleared).toEqual([['r', 5]]);
  await b.close();
  await until('b is silent for long enough', async () => (await a.registry.ghosts(1_000)).includes('b'));
  await a.beat();
  a.jobs.start();
  const beats = setInterval(() => void a.beat(), 100);
  ends.push(() => clearInterval(beats));
  await until('b is gone', async () => (await a.registry.names()).join() === 'a');
});

it('hosts and jobs go on with the replica that Sentinel promotes', { timeout: 60_000 }, async () => {
  const master = await startRedis();
  const replica = await startRedis({ args: ['--replicaof', '127.0.0.1', String(master.port)] });
  const side = new Redis(replica.url);
  ends.push(
    () => Promise.all([replica.stop(), master.stop()]),
    () => side.disconnect(),
  );
  await until('the replica is in step', async () => /master_link_status:up/.test(await side.info('replication')));
  const sentinel = await startSentinel(master.port, 1);
  ends.push(sentinel.stop);
  const plan = { sentinels: [sentinel.address] };
  const cleared: [string, number][] = [];
  const [a, b] = [await host('a', plan), await host('b', plan, { cleared })];
  await a.jobs.cleared(missedBy('b', 'before'));
  await until('the replica has the jobs', async () => (await side.keys('{test}:jobs:control-b:*')).length >= 2);
  await master.kill();
  await until('it is known', () => !a.link.available);
  await until('the replica is used', () => a.link.available && b.link.available, 30_000);
  await Promise.all([a.beat(), b.beat()]);
  expect(await known(a)).toEqual(['a', 'b']);
  await until('a job is written', async () => {
    await a.jobs.cleared(missedBy('b', 'after'));
    return (await a.jobs.list().catch(() => [])).filter(({ host: of }) => of === 'b').length === 2;
  });
  b.jobs.start();
  await until('both are done', () => cleared.length === 2);
  expect(cleared.map(([region]) => region).sort()).toEqual(['after', 'before']);
});
