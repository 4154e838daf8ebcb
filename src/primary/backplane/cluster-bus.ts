import { randomUUID } from 'node:crypto';
import type { ControlBus, ControlEvent, Delivery, WorkerRef } from '../../shared/backplane/control-bus.js';
import type { RedisLink } from '../../shared/redis/link.js';
import type { RedisPlan } from '../../shared/redis/plan.js';
import { RedisSubscriber } from '../../shared/redis/subscriber.js';
import type { HostRecord } from './host-record.js';

/** Part of the wait that a host keeps back, so that its answer comes in time, ms. */
const MARGIN = 100;

interface Told {
  readonly id: string;
  readonly from: string;
  readonly event: ControlEvent;
  /** Longest wait of the host that is told, ms. */
  readonly timeout: number;
}

interface Answer extends Delivery {
  readonly id: string;
  readonly host: string;
}

interface Round {
  readonly answers: Map<string, Delivery>;
  check(): void;
}

export interface ClusterBusParts {
  readonly plan: RedisPlan;
  readonly hostId: string;
  readonly link: RedisLink;
  /** The live hosts, this one too. Rejects with RedisFailure. */
  readonly hosts: () => Promise<readonly HostRecord[]>;
  readonly here: ControlBus;
  /** Is told of every event of another host before the workers of this one are. */
  readonly heard: (event: ControlEvent) => void;
}

/**
 * Tells the workers of all hosts: over Redis from primary to primary, and over the channels of each host.
 *
 * ```
 *   publish ──▶ {prefix}:control ──▶ every other primary ──▶ its workers
 *   answers ◀── {prefix}:control:HOST ◀── acknowledged, missing
 * ```
 */
export class ClusterBus implements ControlBus {
  readonly #parts: ClusterBusParts;
  readonly #subscriber: RedisSubscriber;
  readonly #rounds = new Map<string, Round>();
  readonly #channel: string;

  constructor(parts: ClusterBusParts) {
    this.#parts = parts;
    this.#channel = `{${parts.plan.keyPrefix}}:control`;
    this.#subscriber = new RedisSubscriber(
      parts.plan,
      [this.#channel, this.#answersTo(parts.hostId)],
      (channel, text) => this.#receive(channel, text),
    );
  }

  async publish(event: ControlEvent, timeout: number): Promise<Delivery> {
    const { hostId, here, hosts, link } = this.#parts;
    const id = randomUUID();
    const end = performance.now() + timeout;
    const round: Round = { answers: new Map(), check: () => {} };
    this.#rounds.set(id, round);
    try {
      const told: Told = { id, from: hostId, event, timeout: Math.max(0, timeout - MARGIN) };
      const own = here.publish(event, timeout);
      const [all] = await Promise.all([hosts(), link.command('PUBLISH', [this.#channel, JSON.stringify(told)])]);
      const others = all.filter((host) => host.id !== hostId);
      await this.#answered(round, others, end - performance.now());
      return merged([await own, ...others.map((host) => round.answers.get(host.id) ?? silent(host))]);
    } finally {
      this.#rounds.delete(id);
    }
  }

  close(): void {
    this.#subscriber.close();
  }

  #answered(round: Round, others: readonly HostRecord[], limit: number): Promise<void> {
    return new Promise((resolve) => {
      const late = setTimeout(resolve, Math.max(0, limit));
      round.check = () => {
        if (!others.every(({ id }) => round.answers.has(id))) return;
        clearTimeout(late);
        resolve();
      };
      round.check();
    });
  }

  #receive(channel: string, text: string): void {
    let message: Told | Answer;
    try {
      message = JSON.parse(text) as Told | Answer;
    } catch {
      // Not ours.
      return;
    }
    if (channel === this.#channel) void this.#apply(message as Told);
    else {
      const { id, host, acknowledged, missing } = message as Answer;
      const round = this.#rounds.get(id);
      round?.answers.set(host, { acknowledged, missing });
      round?.check();
    }
  }

  async #apply({ id, from, event, timeout }: Told): Promise<void> {
    const { hostId, here, heard, link } = this.#parts;
    if (from === hostId || event?.type !== 'region.clear') return;
    heard(event);
    const delivery = await here.publish(event, timeout);
    const answer: Answer = { id, host: hostId, ...delivery };
    // A lost answer makes this host one of the missing.
    await link.command('PUBLISH', [this.#answersTo(from), JSON.stringify(answer)]).catch(() => {});
  }

  #answersTo(host: string): string {
    return `{${this.#parts.plan.keyPrefix}}:control:${host}`;
  }
}

/** A worker that had just started when its host last spoke serves by now. */
function silent({ id, workers }: HostRecord): Delivery {
  const alive = workers.filter(({ state }) => state !== 'gone');
  const missing: WorkerRef[] = alive.map(({ pid }) => ({ host: id, worker: pid }));
  return { acknowledged: 0, missing };
}

function merged(deliveries: readonly Delivery[]): Delivery {
  return {
    acknowledged: deliveries.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    missing: deliveries.flatMap(({ missing }) => missing),
  };
}
