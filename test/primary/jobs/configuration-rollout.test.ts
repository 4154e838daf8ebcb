import { expect, it } from 'vitest';
import { type HostConfiguration, hostJobs, rolloutJob } from '../../../src/primary/jobs/configuration-rollout.js';
import type { JobRecord } from '../../../src/primary/jobs/job-record.js';

/** Hosts that do their jobs at once, except those that are away. */
function cluster(refuses: Readonly<Record<string, string>>, away: readonly string[] = []) {
  const running: Record<string, string> = {};
  const records = new Map<string, JobRecord>();
  const record = (host: string, id: string, part: Partial<JobRecord>): void => {
    const plain = { id, name: '', host, attempts: 1, result: null, reason: null, createdAt: 0, finishedAt: 0 };
    records.set(`${host}/${id}`, { ...plain, state: 'completed', ...part });
  };
  const configuration = (host: string): HostConfiguration => ({
    apply: async (id, text) => {
      if (refuses[host] === undefined) running[host] = `${text} of ${id}`;
      return refuses[host] ?? null;
    },
    revert: async (id) => {
      if (running[host]?.endsWith(` of ${id}`)) running[host] = 'before';
    },
  });
  const rollOut = rolloutJob(
    {
      addForHost: async (host, name, data, id) => {
        if (away.includes(host)) return record(host, id, { state: 'waiting' });
        try {
          await hostJobs(configuration(host))[name]!(data);
          record(host, id, {});
        } catch (error) {
          record(host, id, { state: 'failed', reason: (error as Error).message });
        }
      },
      find: async (host, id) => records.get(`${host}/${id}`) ?? null,
      takeBack: async (host, id) =>
        records.get(`${host}/${id}`)?.state === 'waiting' && records.delete(`${host}/${id}`),
    },
    { patience: 50, interval: 5 },
  )['configuration.rollout']!;
  return { running, records, rollOut };
}

it('a configuration that every host takes is applied everywhere', async () => {
  const { running, rollOut } = cluster({});
  expect(await rollOut({ id: '1', text: 'new', hosts: ['a', 'b'] })).toMatchObject({ outcome: 'applied', refused: [] });
  expect(running).toEqual({ a: 'new of 1', b: 'new of 1' });
});

it('one that a host refuses runs nowhere, and the reason is told', async () => {
  const { running, rollOut } = cluster({ b: 'port in use' });
  expect(await rollOut({ id: '1', text: 'new', hosts: ['a', 'b'] })).toEqual({
    outcome: 'reverted',
    hosts: ['a', 'b'],
    refused: [{ host: 'b', reason: 'port in use' }],
  });
  expect(running).toEqual({ a: 'before' });
});

it('a host that does not answer makes all others go back, and finds no job when it returns', async () => {
  const { running, records, rollOut } = cluster({}, ['b']);
  expect(await rollOut({ id: '1', text: 'new', hosts: ['a', 'b'] })).toMatchObject({
    outcome: 'reverted',
    refused: [{ host: 'b', reason: 'has not answered within 50 ms' }],
  });
  expect(running).toEqual({ a: 'before' });
  expect([...records.keys()]).not.toContain('b/apply-1');
});

it('done twice it changes nothing more', async () => {
  const { running, rollOut } = cluster({});
  const order = { id: '1', text: 'new', hosts: ['a'] };
  await rollOut(order);
  expect(await rollOut(order)).toMatchObject({ outcome: 'applied' });
  expect(running).toEqual({ a: 'new of 1' });
});
