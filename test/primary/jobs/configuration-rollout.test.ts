import { expect, it } from 'vitest';
import {
  type HostConfiguration,
  hostJobs,
  type RefusedHost,
  type RolloutMemory,
  rolloutJob,
} from '../../../src/primary/jobs/configuration-rollout.js';
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
  const refusals = new Map<string, readonly RefusedHost[]>();
  let turn: string | null = null;
  const memory: RolloutMemory = {
    text: async (id) => (id === 'forgotten' ? null : 'new'),
    keepRefusals: async (id, refused) => void refusals.set(id, refused),
    refusals: async (id) => refusals.get(id) ?? null,
    hold: async (id) => {
      turn ??= id;
      return turn === id;
    },
    letGo: async () => {
      turn = null;
    },
  };
  const rollOut = rolloutJob(
    {
      addForHost: async (host, name, data, id) => {
        if (records.has(`${host}/${id}`)) return;
        if (away.includes(host)) return record(host, id, { state: 'waiting' });
        try {
          await hostJobs(configuration(host), memory)[name]!(data);
          record(host, id, {});
        } catch (error) {
          record(host, id, { state: 'failed', reason: (error as Error).message });
        }
      },
      find: async (host, id) => records.get(`${host}/${id}`) ?? null,
      takeBack: async (host, id) =>
        records.get(`${host}/${id}`)?.state === 'waiting' && records.delete(`${host}/${id}`),
    },
    memory,
    { patience: 50, interval: 5 },
  )['configuration.rollout']!;
  return { running, records, memory, rollOut };
}

it('a configuration that every host takes is applied everywhere', async () => {
  const { running, rollOut } = cluster({});
  expect(await rollOut({ id: '1', hosts: ['a', 'b'] })).toMatchObject({ outcome: 'applied', refused: [] });
  expect(running).toEqual({ a: 'new of 1', b: 'new of 1' });
});

it('one that a host refuses runs nowhere, and the reason is told', async () => {
  const { running, rollOut } = cluster({ b: 'port in use' });
  expect(await rollOut({ id: '1', hosts: ['a', 'b'] })).toEqual({
    outcome: 'reverted',
    hosts: ['a', 'b'],
    refused: [{ host: 'b', reason: 'port in use' }],
  });
  expect(running).toEqual({ a: 'before' });
});

it('a host that does not answer makes all others go back, and finds no job when it returns', async () => {
  const { running, records, rollOut } = cluster({}, ['b']);
  expect(await rollOut({ id: '1', hosts: ['a', 'b'] })).toMatchObject({
    outcome: 'reverted',
    refused: [{ host: 'b', reason: 'has not answered within 50 ms' }],
  });
  expect(running).toEqual({ a: 'before' });
  expect([...records.keys()]).not.toContain('b/apply-1');
});

it('done twice it changes nothing more', async () => {
  const { running, rollOut } = cluster({});
  const order = { id: '1', hosts: ['a'] };
  await rollOut(order);
  expect(await rollOut(order)).toMatchObject({ outcome: 'applied' });
  expect(running).toEqual({ a: 'new of 1' });
});

it('that was given up is not carried on with by another host, although the host that was away is back', async () => {
  const away = ['b'];
  const { running, rollOut } = cluster({}, away);
  const order = { id: '1', hosts: ['a', 'b'] };
  await rollOut(order);
  away.pop();
  expect(await rollOut(order)).toMatchObject({ outcome: 'reverted', refused: [{ host: 'b' }] });
  expect(running).toEqual({ a: 'before' });
});

it('waits for its turn, and is tried again when that does not come', async () => {
  const { memory, running, rollOut } = cluster({});
  await memory.hold('0', 1);
  await expect(rollOut({ id: '1', hosts: ['a'] })).rejects.toThrow('another rollout is under way');
  expect(running).toEqual({});
  await memory.letGo('0');
  expect(await rollOut({ id: '1', hosts: ['a'] })).toMatchObject({ outcome: 'applied' });
});

it('is refused by a host that finds its text no more', async () => {
  const { rollOut } = cluster({});
  expect(await rollOut({ id: 'forgotten', hosts: ['a'] })).toMatchObject({
    outcome: 'reverted',
    refused: [{ host: 'a', reason: 'the configuration is not kept any more' }],
  });
});
