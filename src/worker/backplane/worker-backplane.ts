import { methods } from '../../shared/backplane/channel/methods.js';
import type { Peer } from '../../shared/backplane/channel/peer.js';
import type { ControlEvent } from '../../shared/backplane/control-bus.js';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { RegionClears } from '../../shared/backplane/region-clears.js';
import { machineTime } from '../../shared/machine-time.js';
import { RedisConnection } from '../../shared/redis/connection.js';
import type { RedisLog } from '../../shared/redis/link-state.js';
import { connectPrimary } from './primary-channel.js';

/** Longest wait for Redis before a worker serves without it, ms. */
const START_WAIT = 1_000;
/** Until epochs that could not be had are asked for again, ms. */
const RETRY = 200;

/** A worker's way to what is shared: the channel to its primary, and Redis. Owned by the worker's server. */
export class WorkerBackplane {
  readonly plan: BackplanePlan;
  /** `null`: embedded. */
  readonly redis: RedisConnection | null;
  /** Of cached answers; may be the same one. */
  readonly cacheRedis: RedisConnection | null;
  readonly peer: Peer;
  /** What the primary takes back of a quota that it lent. */
  recall: (key: string, until: number) => number = () => 0;

  readonly #clears: RegionClears;
  #regions: ReadonlySet<string> = new Set();
  #epochsAreKnown = false;
  /** Until when clears of other hosts reach this one, by `performance.now()`. */
  #confirmedUntil = 0;
  #lapse: NodeJS.Timeout | null = null;
  #retry: NodeJS.Timeout | null = null;
  #asks = 0;

  private constructor(plan: BackplanePlan, peer: Peer, clears: RegionClears, log: RedisLog) {
    this.plan = plan;
    this.peer = peer;
    this.#clears = clears;
    this.redis = plan.redis === null ? null : new RedisConnection(plan.redis, log);
    this.cacheRedis = plan.cacheRedis === null ? this.redis : new RedisConnection(plan.cacheRedis, log);
    // A clear may have passed by while Redis was away.
    let wasAvailable = false;
    this.redis?.onChange(() => {
      const isAvailable = this.redis?.available === true;
      if (isAvailable && !wasAvailable) this.#readEpochs();
      else this.#trust();
      wasAvailable = isAvailable;
    });
  }

  /** Resolves once Redis is there or known to be away. Rejects when the primary cannot be reached. */
  static async connect(plan: BackplanePlan, clears: RegionClears, log: RedisLog): Promise<WorkerBackplane> {
    let made: WorkerBackplane | null = null;
    const peer = await connectPrimary(plan.socketPath, plan.commandTimeout, {
      request: (method, args) => {
        if (method !== methods.recall) throw new Error(`no method ${method}`);
        return made?.recall(args[0] as string, args[1] as number) ?? 0;
      },
      message: (method, args) => made?.received(method, args),
      closed: () => {},
    });
    made = new WorkerBackplane(plan, peer, clears, log);
    await made.redis?.settled(START_WAIT);
    return made;
  }

  /** `false`: limits refuse, because Redis is away and `OnFailure` says so. */
  get counts(): boolean {
    return this.redis === null || this.plan.onFailure === 'local' || this.redis.available;
  }

  /** The regions whose epochs this worker needs; they are told to its cache as they become known. */
  useRegions(regions: ReadonlySet<string>): void {
    this.#regions = regions;
    this.#readEpochs();
  }

  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#lapse !== null) clearTimeout(this.#lapse);
    this.#asks += 1;
    this.peer.close();
    this.redis?.close();
    this.cacheRedis?.close();
  }

  received(method: string, args: readonly unknown[]): void {
    if (method === methods.confirm) this.#confirmed(args[0] as number);
    if (method !== methods.event) return;
    const [id, { region, epoch }] = args as [number, ControlEvent];
    this.#clears.clear(region, epoch);
    this.peer.send(methods.acknowledge, [id]);
  }

  #readEpochs(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#asks += 1;
    const ask = this.#asks;
    this.#epochsAreKnown = this.#regions.size === 0;
    this.#trust();
    if (this.#epochsAreKnown) return;
    this.peer.request(methods.epochs, [[...this.#regions]]).then(
      (epochs) => {
        if (ask !== this.#asks) return;
        for (const [region, epoch] of epochs as [string, number][]) this.#clears.clear(region, epoch);
        this.#epochsAreKnown = true;
        this.#trust();
      },
      () => {
        if (ask === this.#asks) this.#retry = setTimeout(() => this.#readEpochs(), RETRY).unref();
      },
    );
  }

  #confirmed(until: number): void {
    this.#confirmedUntil = performance.now() + until - machineTime();
    if (this.#lapse !== null) clearTimeout(this.#lapse);
    this.#lapse = setTimeout(() => this.#lapsed(), this.#confirmedUntil - performance.now()).unref();
    this.#trust();
  }

  /** The primary reaches Redis no more. Whether this worker does, only a command tells. */
  #lapsed(): void {
    this.redis?.command('GET', [`{${this.redis.keyPrefix}}:epochs:version`]).catch(() => {});
  }

  /**
   * What is kept may be used as long as other hosts wait for this one when they clear. While this worker does not reach
   * Redis either, its host is cut off: then it serves what it has.
   */
  #trust(): void {
    if (!this.#epochsAreKnown) this.#clears.trust(0);
    else if (this.redis?.available === true) this.#clears.trust(this.#confirmedUntil);
    else this.#clears.trust(Number.POSITIVE_INFINITY);
  }
}
