import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ClearAnswer, ClearOutcome } from '../backplane/clear-region.js';
import type { HostRecord } from '../backplane/host-record.js';
import type { ControlJobs, JobHandlers } from './control-jobs.js';

const missed = z.object({ region: z.string(), epoch: z.number() });

/** Finishes a clear on this host: resolves with how many of its workers have not said that they serve none of it. Idempotent. */
export type FinishClear = (region: string, epoch: number) => Promise<number>;

/** What a host does that missed a clear. */
export function clearJobs(finish: FinishClear): JobHandlers {
  return {
    'cache.clear': async (data) => {
      const { region, epoch } = missed.parse(data);
      const silent = await finish(region, epoch);
      if (silent > 0) throw new Error(`${silent} workers have not answered`);
    },
  };
}

/** The record of a clear; there is nothing left to do. */
export const clearRecord: JobHandlers = { 'cache.cleared': async (data) => data };

/** Writes down a clear, and what is left to do for the hosts that missed it. Rejects while Redis is away. */
export async function writeClear(
  jobs: Pick<ControlJobs, 'addForHost' | 'addForOne'>,
  { status, answer }: ClearOutcome,
  hosts: readonly HostRecord[],
): Promise<void> {
  const { region, epoch, acknowledged, missing } = answer;
  const id = idOf(answer);
  const names = new Map(hosts.map((record) => [record.id, record.host]));
  const late = new Set(missing.flatMap(({ host }) => names.get(host) ?? []));
  await Promise.all(Array.from(late, (host) => jobs.addForHost(host, 'cache.clear', { region, epoch }, id)));
  await jobs.addForOne('cache.cleared', { region, epoch, status, acknowledged, missing }, id);
}

/** Two regions may have got the same epoch. */
function idOf({ region, epoch }: ClearAnswer): string {
  return `clear-${epoch}-${createHash('sha256').update(region).digest('hex').slice(0, 8)}`;
}
