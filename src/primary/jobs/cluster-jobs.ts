import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../shared/log.js';
import type { RedisPlan } from '../../shared/redis/plan.js';
import type { ClearOutcome } from '../backplane/clear-region.js';
import type { HostRegistry } from '../backplane/host-registry.js';
import { clearJobs, clearRecord, type FinishClear, writeClear } from './clear-jobs.js';
import { type HostConfiguration, hostJobs, type RolloutOutcome, rolloutJob } from './configuration-rollout.js';
import { ControlJobs, type JobHandler } from './control-jobs.js';
import { removeGhosts } from './ghosts.js';
import { jobClient } from './job-client.js';
import type { JobRecord } from './job-record.js';
import type { RolloutAnswer } from './rollout-answer.js';
import { RolloutStore } from './rollout-store.js';
import { Unwritten } from './unwritten.js';

/** How patient jobs are; milliseconds. */
export interface JobTiming {
  /** Until a host must have applied a configuration. */
  readonly patience: number;
  /** Between two looks at the jobs of a rollout. */
  readonly interval: number;
  /** How long whoever asks for a rollout waits for its outcome. */
  readonly answer: number;
  /** Between two looks for hosts that are gone. */
  readonly ghostsEvery: number;
  /** Silence after which a host is gone for good. */
  readonly ghostAfter: number;
}

export const jobTiming: JobTiming = {
  patience: 60_000,
  interval: 100,
  answer: 20_000,
  ghostsEvery: 60_000,
  ghostAfter: 24 * 3_600_000,
};

export interface ClusterJobsParts {
  /** Name of this host. */
  readonly host: string;
  readonly plan: RedisPlan;
  readonly registry: HostRegistry;
  readonly configuration: HostConfiguration;
  readonly finishClear: FinishClear;
  readonly timing: JobTiming;
  readonly log: Log;
}

/** The control jobs of this host: which there are, and who asks for them. While Redis is away they wait. */
export class ClusterJobs {
  readonly #parts: ClusterJobsParts;
  readonly #jobs: ControlJobs;
  readonly #rollouts: RolloutStore;
  /** What exactly one host must do. */
  readonly #shared: Record<string, JobHandler>;
  readonly #clears: Unwritten<ClearOutcome>;
  #ghosts: NodeJS.Timeout | null = null;

  constructor(parts: ClusterJobsParts) {
    const { host, plan, registry, configuration, finishClear, timing, log } = parts;
    this.#parts = parts;
    this.#shared = {};
    const prefix = `{${plan.keyPrefix}}:jobs`;
    const commands = jobClient(plan, false);
    const rollouts = new RolloutStore(commands, `{${plan.keyPrefix}}:rollouts`);
    const jobs = new ControlJobs({
      hostId: host,
      prefix,
      connect: (patient) => (patient ? jobClient(plan, true) : commands),
      host: { ...clearJobs(finishClear), ...hostJobs(configuration, rollouts) },
      shared: this.#shared,
      log,
    });
    Object.assign(this.#shared, clearRecord, rolloutJob(jobs, rollouts, timing));
    this.#rollouts = rollouts;
    this.#jobs = jobs;
    this.#clears = new Unwritten(async (outcome) => writeClear(jobs, outcome, await registry.hosts()), {
      late: ({ answer: { region } }, reason) =>
        log.warn({ region, reason }, 'the clear of a region is written down later'),
      lost: ({ answer: { region } }) => log.warn({ region }, 'the clear of a region is not written down'),
    });
  }

  /** Says how a job is done that one host of the cluster does, such as one of `repeat`. Before `start`: unknown jobs are refused. */
  handle(name: string, handler: JobHandler): void {
    this.#shared[name] = handler;
  }

  /** Takes jobs from now on. */
  start(): void {
    this.#jobs.start();
    this.#ghosts = setInterval(() => void this.#removeGhosts(), this.#parts.timing.ghostsEvery).unref();
  }

  /** The jobs of all hosts, newest first. Rejects while Redis is away. */
  async list(): Promise<JobRecord[]> {
    return this.#jobs.list(await this.#parts.registry.names());
  }

  /** Lets one host of the cluster do a job again and again that all know by `handle`. Rejects while Redis is away. @param interval ms */
  repeat(name: string, interval: number, data: unknown): Promise<void> {
    return this.#jobs.repeat(name, interval, data);
  }

  stopRepeating(name: string): Promise<void> {
    return this.#jobs.stopRepeating(name);
  }

  /** Writes down a clear of all hosts, now or when Redis is there. Never rejects: the clear itself is done. */
  cleared(outcome: ClearOutcome): Promise<void> {
    return this.#clears.add(outcome);
  }

  /** Gives a configuration to all live hosts. Never rejects. */
  async rollOut(text: string): Promise<RolloutAnswer> {
    const { registry, host, timing } = this.#parts;
    const id = randomUUID();
    const job = `rollout-${id}`;
    try {
      const live = (await registry.hosts()).filter(({ draining }) => !draining);
      const hosts = [...new Set([host, ...live.map((record) => record.host)])];
      await this.#rollouts.keepText(id, text);
      await this.#jobs.addForOne('configuration.rollout', { id, hosts }, job);
    } catch (error) {
      return { status: 503, body: { error: `nothing is rolled out: ${(error as Error).message}` } };
    }
    for (const end = performance.now() + timing.answer; performance.now() < end; await sleep(timing.interval)) {
      const record = await this.#jobs.find(null, job).catch(() => null);
      if (record?.state === 'failed') return { status: 500, body: { job, error: record.reason ?? 'failed' } };
      if (record?.state !== 'completed') continue;
      const outcome = record.result as RolloutOutcome;
      return { status: outcome.outcome === 'applied' ? 200 : 409, body: { job, ...outcome } };
    }
    return { status: 202, body: { job } };
  }

  async close(): Promise<void> {
    if (this.#ghosts !== null) clearInterval(this.#ghosts);
    this.#clears.close();
    await this.#jobs.close();
  }

  async #removeGhosts(): Promise<void> {
    const { registry, timing, log } = this.#parts;
    try {
      const hosts = await removeGhosts(registry, this.#jobs, timing.ghostAfter);
      if (hosts.length > 0) log.info({ hosts }, 'hosts that are gone are forgotten, with their jobs');
    } catch {
      // The next look tries again; the link says when Redis is away.
    }
  }
}
