import { methods } from '../../shared/backplane/channel/methods.js';
import type { ControlBus } from '../../shared/backplane/control-bus.js';
import { MemoryCounters } from '../../shared/backplane/memory-counters.js';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import { MAX_REGION } from '../../shared/backplane/region-clears.js';
import type { Gateway } from '../../shared/config/gateway.js';
import type { Log } from '../../shared/log.js';
import { RedisConnection } from '../../shared/redis/connection.js';
import type { RedisState } from '../../shared/redis/link.js';
import type { WorkerReport } from '../../shared/worker-report.js';
import { backplanePlan } from '../compile/backplane-plan.js';
import { ClusterJobs, type JobTiming, jobTiming } from '../jobs/cluster-jobs.js';
import type { HostConfiguration } from '../jobs/configuration-rollout.js';
import { CacheSweeper } from './cache-sweeper.js';
import { ChannelServer, type ChannelWorker } from './channel-server.js';
import { type ClearOutcome, clearRegion } from './clear-region.js';
import { ClusterBus } from './cluster-bus.js';
import { Heartbeat } from './heartbeat.js';
import { HostBus } from './host-bus.js';
import { hostName, primaryId } from './host-ids.js';
import { HostRateLimits } from './host-rate-limits.js';
import type { HostDescription, HostRecord } from './host-record.js';
import { HEARTBEAT, HostRegistry } from './host-registry.js';
import { RegionEpochs } from './region-epochs.js';
import { WorkerReports } from './worker-reports.js';

export interface BackplaneOptions {
  readonly gateway: Gateway;
  /** This host, for the others. */
  readonly describe: () => Omit<HostDescription, 'host' | 'counters'>;
  /** What rollouts change. */
  readonly configuration: HostConfiguration;
  /** Default: `jobTiming`. */
  readonly jobs?: JobTiming;
  readonly log: Log;
}

/** Milliseconds of a clock that never goes back. */
const now = (): number => performance.now();

/** Of the time for which a worker waits for a decision: what it takes for a part of a quota to come back. */
const RECALL_SHARE = 0.8;

/** Regions that one worker may ask for at once. */
const MOST_REGIONS = 10_000;

/** What this host shares: with its workers over their channels, with other hosts over Redis. Fixed for the life of the primary. */
export class Backplane {
  /** Name of this host, the same after a restart. */
  readonly host: string;
  /** Of this process, unique among hosts and in time. */
  readonly hostId: string;
  readonly reports = new WorkerReports();
  /** What workers are forked with. */
  readonly plan: BackplanePlan;

  readonly #options: BackplaneOptions;
  readonly #channels: ChannelServer;
  readonly #hostBus: HostBus;
  #redis: Redis | null = null;
  #epochs: RegionEpochs;

  constructor(options: BackplaneOptions) {
    this.#options = options;
    this.host = hostName(options.gateway);
    this.hostId = primaryId(this.host);
    this.#channels = new ChannelServer(
      { rateLimits: new HostRateLimits(() => this.#channels.workers.size), counters: new MemoryCounters(now) },
      {
        joined: (worker) => this.#confirm(worker, this.#redis?.heartbeat.confirmedUntil ?? 0),
        left: (worker) => {
          this.#hostBus.left(worker);
          this.reports.left(worker);
        },
        message: (worker, method, args) => {
          if (method === methods.acknowledge) this.#hostBus.acknowledged(worker, args[0]);
          else if (method === methods.report) this.reports.received(worker, args[0] as WorkerReport);
        },
        request: (worker, method, args) => this.#request(worker, method, args),
      },
      RECALL_SHARE * options.gateway.Backplane.CommandTimeout,
    );
    this.#hostBus = new HostBus(this.hostId, () => this.#channels.workers);
    this.#epochs = new RegionEpochs(null, Date.now, () => {});
    this.plan = backplanePlan(options.gateway, this.hostId, this.#channels.path);
  }

  /** Resolves once workers may connect. Redis may be away. */
  async start(): Promise<void> {
    await this.#channels.start();
    const { redis, cacheRedis } = this.plan;
    if (redis === null) return;
    const link = new RedisConnection(redis, this.#options.log);
    const registry = new HostRegistry(link, this.hostId);
    const tell = (region: string, epoch: number) =>
      void this.#hostBus.publish({ type: 'region.clear', region, epoch }, HEARTBEAT);
    const epochs = new RegionEpochs(link, Date.now, tell);
    const bus = new ClusterBus({
      plan: redis,
      hostId: this.hostId,
      link,
      hosts: () => registry.hosts(),
      here: this.#hostBus,
      heard: ({ region, epoch }) => epochs.learn(region, epoch),
    });
    const heartbeat = new Heartbeat({
      link,
      registry,
      epochs,
      describe: () => this.#describe(),
      confirmed: (until) => {
        for (const worker of this.#channels.workers) this.#confirm(worker, until);
      },
    });
    const cacheLink = cacheRedis === null ? link : new RedisConnection(cacheRedis, this.#options.log);
    const sweeper = new CacheSweeper(cacheLink, () => epochs.known);
    const { configuration, jobs: timing = jobTiming, log } = this.#options;
    const finishClear = (region: string, epoch: number) => this.#finishClear(region, epoch);
    const jobs = new ClusterJobs({ host: this.host, plan: redis, registry, configuration, finishClear, timing, log });
    this.#redis = { link, cacheLink, registry, bus, heartbeat, sweeper, jobs };
    this.#epochs = epochs;
    await link.settled(HEARTBEAT);
  }

  /** Takes control jobs from now on, and tells the others of the workers: this host can do them. */
  startJobs(): void {
    this.#redis?.jobs.start();
    void this.#redis?.heartbeat.beat();
  }

  /** Takes none any more; what is under way goes to another primary. */
  async stopJobs(): Promise<void> {
    await this.#redis?.jobs.close();
  }

  /** `null`: embedded. */
  get jobs(): ClusterJobs | null {
    return this.#redis?.jobs ?? null;
  }

  /** `null`: embedded. */
  get redis(): RedisState | null {
    return this.#redis?.link.state ?? null;
  }

  /** Live hosts, this one too. Without Redis, and while it is away, this one alone. */
  async hosts(): Promise<readonly HostRecord[]> {
    const own = { id: this.hostId, age: 0, ...this.#describe() };
    const all = (await this.#redis?.registry.hosts().catch(() => [])) ?? [];
    // What others last heard of this host may be a second old.
    const others = all.filter(({ id }) => id !== this.hostId);
    return [own, ...others];
  }

  /** Clears a cache region on all hosts. Never rejects. */
  async clear(region: string): Promise<ClearOutcome> {
    const { ClearTimeout } = this.#options.gateway.Backplane;
    const everywhere: ControlBus = this.#redis?.bus ?? this.#hostBus;
    const outcome = await clearRegion(region, this.#epochs, everywhere, this.#hostBus, ClearTimeout);
    if (outcome.status !== 503) void this.#redis?.jobs.cleared(outcome);
    return outcome;
  }

  async close(): Promise<void> {
    const redis = this.#redis;
    if (redis !== null) {
      redis.heartbeat.stop();
      await redis.jobs.close();
      await redis.registry.leave();
      redis.sweeper.close();
      redis.bus.close();
      redis.cacheLink.close();
      redis.link.close();
    }
    this.#channels.close();
  }

  #describe(): HostDescription {
    return { host: this.host, ...this.#options.describe(), counters: this.reports.sum() };
  }

  async #finishClear(region: string, epoch: number): Promise<number> {
    this.#epochs.learn(region, epoch);
    const { ClearTimeout } = this.#options.gateway.Backplane;
    const { missing } = await this.#hostBus.publish({ type: 'region.clear', region, epoch }, ClearTimeout);
    return missing.length;
  }

  #request(_: ChannelWorker, method: string, args: readonly unknown[]): unknown {
    if (method !== methods.epochs) return undefined;
    const regions = args[0];
    const isValid = (region: unknown) => typeof region === 'string' && region.length <= MAX_REGION;
    if (!Array.isArray(regions) || regions.length > MOST_REGIONS || !regions.every(isValid))
      throw new Error('not a list of regions');
    return this.#epochs.of(regions as string[]);
  }

  #confirm(worker: ChannelWorker, until: number): void {
    if (until > 0) worker.send(methods.confirm, [until]);
  }
}

interface Redis {
  readonly link: RedisConnection;
  /** Of cached answers; may be the same one. */
  readonly cacheLink: RedisConnection;
  readonly registry: HostRegistry;
  readonly bus: ClusterBus;
  readonly heartbeat: Heartbeat;
  readonly sweeper: CacheSweeper;
  readonly jobs: ClusterJobs;
}
