import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { JobHandlers } from './control-jobs.js';
import { JobRefused } from './control-jobs.js';
import type { JobRecord } from './job-record.js';

/** What `configuration.rollout` is asked to do. */
const order = z.object({ id: z.string(), text: z.string(), hosts: z.array(z.string()) });
const change = z.object({ id: z.string(), text: z.string() });
const revert = z.object({ id: z.string() });

/** What became of a configuration that was to run on every host. */
export interface RolloutOutcome {
  readonly outcome: 'applied' | 'reverted';
  readonly hosts: readonly string[];
  /** Who did not take it, and why. */
  readonly refused: readonly { readonly host: string; readonly reason: string }[];
}

/** A host's own configuration, as a rollout changes it. */
export interface HostConfiguration {
  /** Puts this configuration in place of the one that runs. Resolves with the reason when the host refuses it, and runs what it ran. */
  apply(rolloutId: string, text: string): Promise<string | null>;
  /** Goes back to what ran before this rollout; nothing when the rollout never came here. */
  revert(rolloutId: string): Promise<void>;
}

/** What a rollout needs of the control jobs. */
export interface RolloutJobs {
  addForHost(hostId: string, name: string, data: unknown, id: string): Promise<void>;
  find(hostId: string, id: string): Promise<JobRecord | null>;
  takeBack(hostId: string, id: string): Promise<boolean>;
}

/** How long hosts may take, ms: to apply a configuration, and between two looks at their jobs. */
export interface RolloutTiming {
  readonly patience: number;
  readonly interval: number;
}

/** The jobs of each host. */
export function hostJobs(configuration: HostConfiguration): JobHandlers {
  return {
    'configuration.apply': async (data) => {
      const { id, text } = change.parse(data);
      const reason = await configuration.apply(id, text);
      if (reason !== null) throw new JobRefused(reason);
    },
    'configuration.revert': (data) => configuration.revert(revert.parse(data).id),
  };
}

/**
 * The job of one host: gives a configuration to every host, and takes it back from all when one refuses it or does not
 * answer. Each step can be done twice, so another host may carry on where this one died.
 */
export function rolloutJob(jobs: RolloutJobs, { patience, interval }: RolloutTiming): JobHandlers {
  return {
    'configuration.rollout': async (data): Promise<RolloutOutcome> => {
      const { id, text, hosts } = order.parse(data);
      await Promise.all(hosts.map((host) => jobs.addForHost(host, 'configuration.apply', { id, text }, `apply-${id}`)));
      const results = await Promise.all(hosts.map((host) => settled(host, `apply-${id}`)));
      const refused = results.flatMap((result) => result ?? []);
      if (refused.length === 0) return { outcome: 'applied', hosts, refused };
      await Promise.all(hosts.map((host) => takeBack(host, id)));
      return { outcome: 'reverted', hosts, refused };
    },
  };

  /** `null`: done. */
  async function settled(host: string, id: string): Promise<RolloutOutcome['refused'][number] | null> {
    for (const end = performance.now() + patience; performance.now() < end; await sleep(interval)) {
      const job = await jobs.find(host, id);
      if (job?.state === 'completed') return null;
      if (job?.state === 'failed') return { host, reason: job.reason ?? 'failed' };
    }
    return { host, reason: `has not answered within ${patience} ms` };
  }

  async function takeBack(host: string, id: string): Promise<void> {
    if (await jobs.takeBack(host, `apply-${id}`)) return;
    await jobs.addForHost(host, 'configuration.revert', { id }, `revert-${id}`);
    await settled(host, `revert-${id}`);
  }
}
