import type { ListenerPlan } from '../../shared/control.js';
import type { Log } from '../../shared/log.js';
import type { EncodedSnapshot } from './encoded-snapshot.js';
import { type Environment, forkWorker, type WorkerSettings } from './fork-worker.js';
import { startHeartbeat } from './heartbeat.js';
import { bringAll } from './rollout.js';
import { Slot } from './slot.js';
import type { Target } from './target.js';
import type { WorkerTiming } from './timing.js';
import { WorkerProcess, type WorkerState } from './worker-process.js';

export interface SupervisorOptions {
  /** The worker's module. */
  readonly entry: string;
  readonly workers: number;
  readonly target: Target;
  readonly settings: WorkerSettings;
  readonly env: Environment;
  readonly timing: WorkerTiming;
  readonly log: Log;
}

export interface WorkerStatus {
  readonly pid: number;
  readonly state: WorkerState;
  readonly snapshot: number | null;
}

/** Owns the worker processes of a host: as many as wanted, all running the same target. */
export class Supervisor {
  /** For workers that are forked from now on. */
  settings: WorkerSettings;

  readonly #options: SupervisorOptions;
  readonly #slots: Slot[] = [];
  /** Every process there is, the ones that start or drain too. */
  readonly #workers = new Set<WorkerProcess>();
  readonly #heartbeat: NodeJS.Timeout;
  #target: Target;
  #turn: Promise<unknown> = Promise.resolve();
  #started: { resolve: () => void; reject: (error: Error) => void } | null = null;
  #restarting = false;
  #restartWanted = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#target = options.target;
    this.settings = options.settings;
    this.#heartbeat = startHeartbeat(this.#workers, options.timing, options.log);
  }

  /** Resolves once every worker listens; rejects with the reason, written for the user, when none of them can. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
      this.resize(this.#options.workers);
    });
  }

  /** Resolves with `null` when the workers run the snapshot, else with the reason: then they run what they ran before. */
  rollOut(snapshot: EncodedSnapshot): Promise<string | null> {
    return this.#retarget({ snapshot });
  }

  /** Like `rollOut`, for the listeners. */
  listen(listeners: readonly ListenerPlan[]): Promise<string | null> {
    return this.#retarget({ listeners });
  }

  /** Changes the number of workers; the ones that are too many drain. */
  resize(count: number): void {
    for (const slot of this.#slots.splice(count)) void slot.stop()?.drain(this.#drainTimeout, 1012);
    while (this.#slots.length < count) {
      const slot = new Slot({
        log: this.#options.log,
        timing: this.#options.timing,
        fork: () => this.#fork(),
        target: () => this.#target,
        drainTimeout: () => this.#drainTimeout,
        starting: () => this.#started !== null && this.ready === 0,
        started: (started) => this.#onStarted(started),
      });
      this.#slots.push(slot);
      slot.start();
    }
  }

  /**
   * Replaces the workers one after the other, so that all but one serve at any time and none is missing. Asked for while that
   * is under way it begins anew: those that were replaced first may have been forked with the settings of before.
   */
  async restartAll(): Promise<void> {
    this.#restartWanted = true;
    if (this.#restarting) return;
    this.#restarting = true;
    while (this.#restartWanted) {
      this.#restartWanted = false;
      await this.#replaceAll();
    }
    this.#restarting = false;
  }

  /** Resolves when no worker is left. */
  async drain(): Promise<void> {
    this.#stop();
    await Promise.all([...this.#workers].map((worker) => worker.drain(this.#drainTimeout, 1001)));
  }

  /** Ends everything at once. */
  kill(): void {
    this.#stop();
    for (const worker of this.#workers) worker.kill();
  }

  get wanted(): number {
    return this.#slots.length;
  }

  get ready(): number {
    return this.#slots.filter((slot) => slot.ready).length;
  }

  /** Id of the newest snapshot that was not refused. */
  get snapshotId(): number {
    return this.#target.snapshot.id;
  }

  /** Longest stall of any worker while it took in its newest snapshot, ms. */
  get longestStall(): number {
    return Math.round(Math.max(0, ...Array.from(this.#workers, (worker) => worker.longestStall)));
  }

  status(): WorkerStatus[] {
    return Array.from(this.#workers, ({ pid, state, snapshotId }) => ({ pid, state, snapshot: snapshotId }));
  }

  async #replaceAll(): Promise<void> {
    const { log } = this.#options;
    try {
      for (const slot of [...this.#slots]) await slot.replace();
      log.info({ workers: this.#slots.length }, 'rolling restart done');
    } catch (error) {
      log.error({ reason: (error as Error).message }, 'rolling restart given up: a new worker did not start');
    }
  }

  /** One change after the other, because a refused one is taken back. */
  #retarget(change: Partial<Target>): Promise<string | null> {
    const result = this.#turn.then(() => this.#bringTo({ ...this.#target, ...change }));
    this.#turn = result;
    return result;
  }

  async #bringTo(target: Target): Promise<string | null> {
    const previous = this.#target;
    this.#target = target;
    const ready = [...this.#workers].filter((worker) => worker.state === 'ready');
    const { reason, taken } = await bringAll(ready, () => this.#target, this.#options.log);
    if (taken > 0 || reason === null) return null;
    this.#target = previous;
    await bringAll(ready, () => this.#target, this.#options.log);
    return reason;
  }

  get #drainTimeout(): number {
    return this.settings.arguments.drainTimeout;
  }

  #fork(): WorkerProcess {
    const { entry, env, timing } = this.#options;
    const worker = new WorkerProcess(forkWorker(entry, this.settings, env), this.settings.backplane, timing);
    this.#workers.add(worker);
    void worker.ended.then(() => this.#workers.delete(worker));
    return worker;
  }

  #onStarted(slot: Slot): void {
    if (this.#started === null) return;
    if (this.#slots.every((other) => other.ready)) this.#started.resolve();
    else if (this.#slots.every((other) => other.failure !== null)) this.#started.reject(new Error(slot.failure ?? ''));
    else return;
    this.#started = null;
  }

  #stop(): void {
    clearInterval(this.#heartbeat);
    for (const slot of this.#slots) slot.stop();
  }
}
