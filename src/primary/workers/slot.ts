import type { Log } from '../../shared/log.js';
import { Backoff } from './backoff.js';
import type { Target } from './target.js';
import type { WorkerTiming } from './timing.js';
import type { WorkerProcess } from './worker-process.js';

/** What a slot needs of its supervisor. */
export interface SlotHost {
  readonly log: Log;
  readonly timing: WorkerTiming;
  fork(): WorkerProcess;
  target(): Target;
  /** ms */
  drainTimeout(): number;
  /** No worker has served yet: then it is the gateway that fails to start, and says so once. */
  starting(): boolean;
  /** A start went well or did not. */
  started(slot: Slot): void;
}

/** The place of one worker: keeps exactly one running there, whatever becomes of it. */
export class Slot {
  /** Why the newest start failed; `null` after one that went well. */
  failure: string | null = null;

  readonly #host: SlotHost;
  readonly #backoff: Backoff;
  #worker: WorkerProcess | null = null;
  #retry: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(host: SlotHost) {
    this.#host = host;
    this.#backoff = new Backoff(host.timing.backoff);
  }

  get ready(): boolean {
    return this.#worker?.state === 'ready';
  }

  start(): void {
    this.#retry = null;
    const worker = this.#host.fork();
    this.#adopt(worker);
    void this.#launch(worker);
  }

  /** Starts a new worker and drains the old one once the new one serves. Rejects, and keeps the old one, when it does not. */
  async replace(): Promise<void> {
    if (this.#stopped) return;
    const next = this.#host.fork();
    if (!(await this.#launch(next))) throw new Error(this.failure ?? 'stopped');
    if (this.#stopped) return next.drain(0, 1001);
    const old = this.#worker;
    this.#cancelRetry();
    this.#adopt(next);
    await old?.drain(this.#host.drainTimeout(), 1012);
  }

  /** No worker is started here any more. The running one is left to the caller. */
  stop(): WorkerProcess | null {
    this.#stopped = true;
    this.#cancelRetry();
    const worker = this.#worker;
    this.#worker = null;
    return worker;
  }

  #adopt(worker: WorkerProcess): void {
    this.#worker = worker;
    void worker.ended.then((how) => {
      if (this.#worker === worker) this.#restart(worker, how);
    });
  }

  async #launch(worker: WorkerProcess): Promise<boolean> {
    try {
      await worker.bring(() => this.#host.target());
      this.failure = null;
    } catch (error) {
      this.failure = (error as Error).message;
      worker.kill();
    }
    if (!this.#stopped) this.#host.started(this);
    return this.failure === null;
  }

  #restart(worker: WorkerProcess, how: string): void {
    this.#worker = null;
    const pause = this.#backoff.pause(performance.now() - worker.startedAt);
    this.#host.log[this.#host.starting() ? 'debug' : 'warn'](
      { worker: worker.pid, ended: how, reason: this.failure ?? undefined, restartIn: pause },
      'worker ended; another one takes its place',
    );
    this.#retry = setTimeout(() => this.start(), pause);
  }

  #cancelRetry(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
  }
}
