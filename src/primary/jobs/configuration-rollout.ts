import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { JobHandlers } from './control-jobs.js';
import { JobRefused } from './control-jobs.js';
import type { JobRecord } from './job-record.js';

/** What `configuration.rollout` is asked to do. */
const order = z.object({ id: z.string(), hosts: z.array(z.string()) });
const change = z.object({ id: z.string() });

export interface RefusedHost {
  readonly host: string;
  readonly reason: string;
}

/** What became of a configuration that was to run on every host. */
export interface RolloutOutcome {
  readonly outcome: 'applied' | 'reverted';
  readonly hosts: readonly string[];
  /** Who did not take it, and why. */
  readonly refused: readonly RefusedHost[];
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

/** What hosts know of a rollout beside its jobs. */
export interface RolloutMemory {
  /** The configuration; not part of the jobs, which are listed. `null`: it is not kept any more. */
  text(id: string): Promise<string | null>;
  /** Why it goes back; once this is written no host may carry on with it. */
  keepRefusals(id: string, refused: readonly RefusedHost[]): Promise<void>;
  /** `null`: it has not been given up. */
  refusals(id: string): Promise<readonly RefusedHost[] | null>;
  /** One rollout at a time in the cluster: whether it is this one's turn, for so many ms from now. */
  hold(id: string, limit: number): Promise<boolean>;
  letGo(id: string): Promise<void>;
}

/** How long hosts may take, ms: to apply a configuration, and between two looks at their jobs. */
export interface RolloutTiming {
  readonly patience: number;
  readonly interval: number;
}

/** The jobs of each host. */
export function hostJobs(configuration: HostConfiguration, memory: Pick<RolloutMemory, 'text'>): JobHandlers {
  return {
    'configuration.apply': async (data) => {
      const { id } = change.parse(data);
      const text = await memory.text(id);
      if (text === null) throw new JobRefused('the configuration is not kept any more');
      const reason = await configuration.apply(id, text);
      if (reason !== null) throw new JobRefused(reason);
    },
    'configuration.revert': (data) => configuration.revert(change.parse(data).id),
  };
}

/**
 * The job of one host: gives a configuration to every host, and takes it back from all when one refuses it or does not
 * answer. Each step can be done twice, so another host may carry on where this one died.
 */
export function rolloutJob(jobs: RolloutJobs, memory: RolloutMemory, timing: RolloutTiming): JobHandlers {
  const { patience, interval } = timing;
  return {
    'configuration.rollout': async (data): Promise<RolloutOutcome> => {
      const { id, hosts } = order.parse(data);
      await turnOf(id);
      let refused = await memory.refusals(id);
      if (refused === null) {
        refused = await give(id, hosts);
        // Before any host goes back: whoever carries on must not take the hosts that have gone back for ones that run it.
        if (refused.length > 0) await memory.keepRefusals(id, refused);
      }
      if (refused.length > 0) await Promise.all(hosts.map((host) => takeBack(host, id)));
      await memory.letGo(id);
      return { outcome: refused.length === 0 ? 'applied' : 'reverted', hosts, refused };
    },
  };

  /** A rollout that fails and lets nobody go on loses its turn when it could have been done twice. */
  async function turnOf(id: string): Promise<void> {
    for (const end = performance.now() + patience; performance.now() < end; await sleep(interval))
      if (await memory.hold(id, 4 * patience)) return;
    throw new Error('another rollout is under way');
  }

  async function give(id: string, hosts: readonly string[]): Promise<RefusedHost[]> {
    await Promise.all(hosts.map((host) => jobs.addForHost(host, 'configuration.apply', { id }, `apply-${id}`)));
    const results = await Promise.all(hosts.map((host) => settled(host, `apply-${id}`)));
    return results.flatMap((result) => result ?? []);
  }

  /** `null`: done. */
  async function settled(host: string, id: string): Promise<RefusedHost | null> {
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
