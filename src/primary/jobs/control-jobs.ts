import { type Job, type JobsOptions, Queue, UnrecoverableError, Worker } from 'bullmq';
import type { Log } from '../../shared/log.js';
import type { RedisClient } from '../../shared/redis/client.js';
import { JobConnections } from './job-connections.js';
import type { JobRecord, JobState } from './job-record.js';

/** Does one job; what it resolves with is the job's result. A rejection is tried again, unless it is a `JobRefused`. */
export type JobHandler = (data: unknown) => Promise<unknown>;

export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** A job that will not succeed however often it is tried. */
export class JobRefused extends UnrecoverableError {}

export interface ControlJobsOptions {
  /** Of this host; part of the name of its queue. */
  readonly hostId: string;
  /** First part of every key, with a hash tag, so that a queue's keys lie in one slot: `{margay}:jobs`. */
  readonly prefix: string;
  /** A new connection with `maxRetriesPerRequest: null`. `patient`: it waits for Redis; else commands fail while it is away. */
  readonly connect: (patient: boolean) => RedisClient;
  /** What every host must do: each has a queue of its own. */
  readonly host: JobHandlers;
  /** What exactly one host must do: all compete for these. */
  readonly shared: JobHandlers;
  readonly log: Log;
  /** ms after which the job of a host that was killed goes to another one. Default: 10 s. */
  readonly takeOver?: number;
}

/** Shared jobs of one host at once: one that waits must not keep the others waiting. */
const SHARED_AT_ONCE = 4;
/** How often a job may lose its host before it counts as failed: hosts are restarted one after the other. */
const MOST_LOSSES = 10;
const TAKE_OVER = 10_000;

const sharedQueue = 'control-shared';

/** Tries of a job, with a pause that doubles from one second. */
const trying: JobsOptions = {
  attempts: 8,
  backoff: { type: 'exponential', delay: 1_000 },
  // Enough to see what happened lately, bounded for ever.
  removeOnComplete: { count: 100, age: 7 * 24 * 3_600 },
  removeOnFail: { count: 100, age: 7 * 24 * 3_600 },
};

/**
 * Durable work of the primaries of a cluster, in BullMQ: retried, kept with its outcome, done when a host comes back.
 * Nothing on the request path waits for it, and while Redis is away it waits too.
 */
export class ControlJobs {
  readonly #options: ControlJobsOptions;
  readonly #connections: JobConnections;
  readonly #queues = new Map<string, Queue>();
  readonly #workers: Worker[] = [];

  constructor(options: ControlJobsOptions) {
    this.#options = options;
    this.#connections = new JobConnections(options.connect);
  }

  /** Takes jobs from now on. */
  start(): void {
    this.#work(queueOf(this.#options.hostId), this.#options.host, 1);
    this.#work(sharedQueue, this.#options.shared, SHARED_AT_ONCE);
  }

  /**
   * Writes a job for one host. Rejects while Redis is away.
   *
   * @param id the same id twice is one job
   */
  async addForHost(hostId: string, name: string, data: unknown, id: string): Promise<void> {
    const queue = await this.#queue(queueOf(hostId));
    await queue.add(name, data, { ...trying, jobId: id });
  }

  /** Writes a job for whichever host takes it first. */
  async addForOne(name: string, data: unknown, id: string): Promise<void> {
    const queue = await this.#queue(sharedQueue);
    await queue.add(name, data, { ...trying, jobId: id });
  }

  /** Lets one host do this again and again; a second call changes the interval. @param interval milliseconds */
  async repeat(name: string, interval: number, data: unknown): Promise<void> {
    const queue = await this.#queue(sharedQueue);
    await queue.upsertJobScheduler(name, { every: interval }, { name, data, opts: trying });
  }

  async stopRepeating(name: string): Promise<void> {
    const queue = await this.#queue(sharedQueue);
    await queue.removeJobScheduler(name);
  }

  /** `null`: there is no such job. */
  async find(hostId: string | null, id: string): Promise<JobRecord | null> {
    const queue = await this.#queue(hostId === null ? sharedQueue : queueOf(hostId));
    const job = (await queue.getJob(id)) as Job | undefined;
    return job === undefined ? null : recordOf(job, hostId, (await job.getState()) as JobState);
  }

  /** Takes back a job that has not begun. @returns whether it was there and had not */
  async takeBack(hostId: string, id: string): Promise<boolean> {
    const queue = await this.#queue(queueOf(hostId));
    const job = (await queue.getJob(id)) as Job | undefined;
    if (job === undefined || !(await job.isWaiting().then((waits) => waits || job.isDelayed()))) return false;
    try {
      await job.remove();
      return true;
    } catch {
      // It began just now.
      return false;
    }
  }

  /** The jobs of these hosts and the shared ones, newest first. */
  async list(hostIds: readonly string[]): Promise<JobRecord[]> {
    const queues = [null, ...hostIds];
    const records = await Promise.all(queues.map((hostId) => this.#list(hostId)));
    return records.flat().sort((left, right) => right.createdAt - left.createdAt);
  }

  /** Forgets a host that is gone, and its jobs. */
  async removeHost(hostId: string): Promise<void> {
    const name = queueOf(hostId);
    const queue = await this.#queue(name);
    await queue.obliterate({ force: true });
    this.#queues.delete(name);
    await queue.close();
  }

  /** Forgets what it holds of all hosts but these. */
  async keepOnly(hostIds: readonly string[]): Promise<void> {
    const kept = new Set([sharedQueue, ...hostIds.map(queueOf)]);
    const gone = [...this.#queues].filter(([name]) => !kept.has(name));
    for (const [name] of gone) this.#queues.delete(name);
    await Promise.all(gone.map(([, queue]) => queue.close()));
  }

  /** Lets go of what is under way: BullMQ gives it to somebody else. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close(true).catch(() => {})));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close().catch(() => {})));
    this.#connections.close();
  }

  #work(name: string, handlers: JobHandlers, concurrency: number): void {
    const { prefix, log, takeOver = TAKE_OVER } = this.#options;
    const worker = new Worker(name, (job) => this.#do(job, handlers), {
      connection: this.#connections.patient(),
      prefix,
      concurrency,
      lockDuration: takeOver,
      stalledInterval: takeOver / 2,
      maxStalledCount: MOST_LOSSES,
    });
    // The connection's owner has said that Redis is away.
    worker.on('error', () => {});
    worker.on('failed', (job, error) => {
      const fields = { job: job?.name, id: job?.id, attempt: job?.attemptsMade, reason: error.message };
      log.warn(fields, 'control job failed');
    });
    this.#workers.push(worker);
  }

  async #do(job: Job, handlers: JobHandlers): Promise<unknown> {
    const handler = Object.hasOwn(handlers, job.name) ? handlers[job.name] : undefined;
    if (handler === undefined) throw new JobRefused(`this version knows no job ${job.name}`);
    const result = await handler(job.data);
    this.#options.log.info({ job: job.name, id: job.id }, 'control job done');
    return result;
  }

  async #list(hostId: string | null): Promise<JobRecord[]> {
    const queue = await this.#queue(hostId === null ? sharedQueue : queueOf(hostId));
    const states = ['active', 'waiting', 'delayed', 'completed', 'failed'] as const;
    const lists = await Promise.all(
      states.map(async (state) => {
        const jobs = (await queue.getJobs([state], 0, 99)) as (Job | undefined)[];
        return jobs.flatMap((job) => (job === undefined ? [] : [recordOf(job, hostId, state)]));
      }),
    );
    return lists.flat();
  }

  /** Made while Redis is there: one that BullMQ could not prepare never works again. */
  async #queue(name: string): Promise<Queue> {
    const known = this.#queues.get(name);
    if (known !== undefined) return known;
    await this.#connections.connected();
    const { prefix } = this.#options;
    const queue = new Queue(name, {
      connection: this.#connections.commands,
      prefix,
      skipWaitingForReady: true,
      skipMetasUpdate: true,
    });
    queue.on('error', () => {});
    await queue.waitUntilReady();
    this.#queues.set(name, queue);
    return queue;
  }
}

function queueOf(hostId: string): string {
  return `control-${hostId}`;
}

function recordOf(job: Job, host: string | null, state: JobState): JobRecord {
  return {
    id: job.id ?? '',
    name: job.name,
    host,
    state,
    attempts: job.attemptsMade,
    result: job.returnvalue ?? null,
    reason: job.failedReason || null,
    createdAt: job.timestamp,
    finishedAt: job.finishedOn ?? null,
  };
}
