import { expect, it } from 'vitest';
import { Backplane } from '../../../src/primary/backplane/backplane.js';
import { gateway } from '../../../src/shared/config/gateway.js';
import { WorkerBackplane } from '../../../src/worker/backplane/worker-backplane.js';
import { logLines } from '../../support/log-lines.js';
import { noConfiguration } from '../../support/no-configuration.js';
import { startRedisCluster } from '../../support/redis-cluster.js';
import { until } from '../../support/until.js';

it('reaches the workers of all hosts over a Redis Cluster, and writes it down there', async () => {
  const cluster = await startRedisCluster();
  const { log } = logLines();
  const options = { Type: 'redis', Cluster: cluster.nodes, CommandTimeout: '2s', ClearTimeout: '10s' };
  const describe = () => ({
    version: '1',
    name: 'h',
    pid: 1,
    started: 1,
    snapshot: 1,
    configuration: 'x',
    draining: false,
    workers: [{ pid: process.pid, state: 'ready', snapshot: 1 }],
  });
  const configuration = noConfiguration;
  const primaries = ['a', 'b'].map(
    (HostId) => new Backplane({ gateway: gateway.parse({ HostId, Backplane: options }), describe, configuration, log }),
  );
  const workers: WorkerBackplane[] = [];
  const heard: unknown[] = [];
  try {
    for (const primary of primaries) {
      await primary.start();
      primary.startJobs();
      workers.push(
        await WorkerBackplane.connect(primary.plan, { clear: (...event) => heard.push(event), trust: () => {} }, log),
      );
    }
    await until('both are known', async () => (await primaries[0]!.hosts()).length === 2);
    const { status, answer } = await primaries[0]!.clear('a/b');
    expect([status, answer.acknowledged]).toEqual([200, 2]);
    expect(heard).toEqual(expect.arrayContaining([['a/b', answer.epoch]]));
    const record = await until('the clear is written down', async () => {
      const jobs = (await primaries[1]!.jobs?.list().catch(() => [])) ?? [];
      return jobs.find(({ state }) => state === 'completed');
    });
    expect(record).toMatchObject({ name: 'cache.cleared', host: null, result: { region: 'a/b', status: 200 } });
  } finally {
    for (const worker of workers) worker.close();
    for (const primary of primaries) await primary.close();
    await cluster.stop();
  }
});
