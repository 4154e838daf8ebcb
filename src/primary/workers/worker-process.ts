import type { ChildProcess } from 'node:child_process';
import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { FromWorker, ListenerPlan, ToWorker } from '../../shared/control.js';
import { WorkerGone, WorkerRefused, WorkerSilent } from './failures.js';
import type { Target } from './target.js';
import type { WorkerTiming } from './timing.js';

export type WorkerState = 'starting' | 'ready' | 'draining' | 'gone';

interface Waiter {
  readonly settle: (message: FromWorker) => boolean;
  readonly fail: (error: Error) => void;
}

/** One forked worker and the conversation with it. Its process ends by `drain`, `kill` or by itself. */
export class WorkerProcess {
  readonly pid: number;
  readonly startedAt = performance.now();
  /** Resolves once, with how the process ended. */
  readonly ended: Promise<string>;
  state: WorkerState = 'starting';
  snapshotId: number | null = null;
  /** Longest stall of the worker's event loop while it took in the newest snapshot, ms. */
  longestStall = 0;
  unansweredPings = 0;

  readonly #child: ChildProcess;
  readonly #timing: WorkerTiming;
  readonly #waiters = new Set<Waiter>();
  readonly #hello: Promise<void>;
  #listeners: readonly ListenerPlan[] | null = null;
  #work: Promise<void> = Promise.resolve();
  #pings = 0;

  constructor(child: ChildProcess, backplane: BackplanePlan, timing: WorkerTiming) {
    this.#child = child;
    this.#timing = timing;
    this.pid = child.pid ?? 0;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
      child.once('error', (error) => {
        if (child.pid === undefined) resolve(error.message);
      });
    });
    this.ended.then((how) => this.#end(how));
    child.on('message', (message) => this.#receive(message as FromWorker));
    this.#hello = this.#expect('load', timing.hello, (message) => message.type === 'hello');
    this.#hello.then(
      () => this.#send({ type: 'start', backplane }),
      () => {},
    );
  }

  /**
   * Makes the worker run what `target()` says, and goes on until it still says so afterwards. Calls run one after the other.
   * Rejects with WorkerRefused, WorkerSilent or WorkerGone.
   */
  bring(target: () => Target): Promise<void> {
    const run = this.#work.then(() => this.#bring(target));
    this.#work = run.catch(() => {});
    return run;
  }

  ping(): void {
    this.unansweredPings++;
    this.#send({ type: 'ping', sequence: ++this.#pings });
  }

  /** Resolves when the process is gone; it is killed when it takes longer than `timeout` ms and the grace. */
  async drain(timeout: number, closeCode: 1001 | 1012): Promise<void> {
    if (this.state === 'starting') this.kill();
    if (this.state !== 'gone') this.state = 'draining';
    this.#send({ type: 'drain', timeout, closeCode });
    const late = setTimeout(() => this.kill(), timeout + this.#timing.drainGrace);
    await this.ended;
    clearTimeout(late);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #bring(target: () => Target): Promise<void> {
    await this.#hello;
    for (;;) {
      const { snapshot, listeners } = target();
      if (this.snapshotId !== snapshot.id) await this.#take(snapshot.messages, snapshot.id);
      else if (this.#listeners !== listeners) await this.#listen(listeners);
      else break;
    }
    if (this.state === 'starting') this.state = 'ready';
  }

  async #take(messages: readonly ToWorker[], id: number): Promise<void> {
    const taken = this.#expect('run the configuration', this.#timing.snapshot, (message) => {
      if (message.type === 'snapshot.failed' && message.id === id) throw new WorkerRefused(message.reason);
      if (message.type !== 'snapshot.ready' || message.id !== id) return false;
      this.longestStall = message.longestStall;
      return true;
    });
    for (const message of messages) this.#send(message);
    await taken;
    this.snapshotId = id;
  }

  async #listen(listeners: readonly ListenerPlan[]): Promise<void> {
    this.#listeners = null;
    const listening = this.#expect('listen', this.#timing.listen, (message) => {
      if (message.type === 'listen.failed') throw new WorkerRefused(message.reason);
      return message.type === 'listening';
    });
    this.#send({ type: 'listen', listeners });
    await listening;
    this.#listeners = listeners;
  }

  /** Resolves when `accept` says so of a message, rejects when it throws, when `limit` ms have passed or the worker is gone. */
  #expect(what: string, limit: number, accept: (message: FromWorker) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: unknown) => {
        clearTimeout(late);
        this.#waiters.delete(waiter);
        reject(error);
      };
      const settle = (message: FromWorker) => {
        try {
          if (!accept(message)) return false;
          clearTimeout(late);
          this.#waiters.delete(waiter);
          resolve();
        } catch (error) {
          fail(error);
        }
        return true;
      };
      const waiter: Waiter = { settle, fail };
      const late = setTimeout(() => fail(new WorkerSilent(`did not ${what} within ${limit} ms`)), limit);
      this.#waiters.add(waiter);
    });
  }

  #receive(message: FromWorker): void {
    if (message.type === 'pong') {
      this.unansweredPings = 0;
      return;
    }
    if (message.type === 'start.failed') {
      for (const waiter of [...this.#waiters]) waiter.fail(new WorkerRefused(message.reason));
      return;
    }
    for (const waiter of this.#waiters) if (waiter.settle(message)) return;
  }

  #send(message: ToWorker): void {
    // A broken channel shows as the end of the process; the callback keeps it from being thrown here as well.
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #end(how: string): void {
    this.state = 'gone';
    for (const waiter of [...this.#waiters]) waiter.fail(new WorkerGone(`ended (${how})`));
  }
}
