import { methods } from '../../shared/backplane/channel/methods.js';
import type { ControlBus, ControlEvent, Delivery } from '../../shared/backplane/control-bus.js';
import type { ChannelWorker } from './channel-server.js';

interface Round {
  readonly waiting: Set<ChannelWorker>;
  acknowledged: number;
  readonly finish: () => void;
}

/** Tells the workers of this host over their channels. */
export class HostBus implements ControlBus {
  readonly #hostId: string;
  readonly #workers: () => Iterable<ChannelWorker>;
  readonly #rounds = new Map<number, Round>();
  #id = 0;

  constructor(hostId: string, workers: () => Iterable<ChannelWorker>) {
    this.#hostId = hostId;
    this.#workers = workers;
  }

  publish(event: ControlEvent, timeout: number): Promise<Delivery> {
    const workers = [...this.#workers()];
    if (workers.length === 0) return Promise.resolve({ acknowledged: 0, missing: [] });
    this.#id += 1;
    const id = this.#id;
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(late);
        this.#rounds.delete(id);
        const missing = Array.from(round.waiting, ({ pid }) => ({ host: this.#hostId, worker: pid }));
        resolve({ acknowledged: round.acknowledged, missing });
      };
      const round: Round = { waiting: new Set(workers), acknowledged: 0, finish };
      const late = setTimeout(finish, timeout);
      this.#rounds.set(id, round);
      for (const worker of workers) worker.send(methods.event, [id, event]);
    });
  }

  acknowledged(worker: ChannelWorker, id: unknown): void {
    const round = this.#rounds.get(id as number);
    if (round?.waiting.delete(worker) !== true) return;
    round.acknowledged += 1;
    if (round.waiting.size === 0) round.finish();
  }

  /** A worker that is gone serves nothing any more: nobody waits for it. */
  left(worker: ChannelWorker): void {
    for (const round of [...this.#rounds.values()]) {
      if (round.waiting.delete(worker) && round.waiting.size === 0) round.finish();
    }
  }
}
