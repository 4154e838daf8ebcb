import { machineTime } from '../../shared/machine-time.js';
import type { RedisLink } from '../../shared/redis/link.js';
import type { HostDescription } from './host-record.js';
import { HEARTBEAT, type HostRegistry, LIVE } from './host-registry.js';
import type { RegionEpochs } from './region-epochs.js';

/** Clocks of machines do not run quite alike, ms. */
const MARGIN = 100;

export interface HeartbeatParts {
  readonly link: RedisLink;
  readonly registry: HostRegistry;
  readonly epochs: RegionEpochs;
  readonly describe: () => HostDescription;
  /** Is told until when, by `machineTime`, other hosts wait for this one before they call a region cleared. */
  readonly confirmed: (until: number) => void;
}

/** Says once a second that this host is live, and catches up with clears of which the message was lost. */
export class Heartbeat {
  /** What `confirmed` was told last; 0: nothing yet. */
  confirmedUntil = 0;

  readonly #parts: HeartbeatParts;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: () => void;

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => void this.beat(), HEARTBEAT).unref();
    this.#stopListening = parts.link.onChange(() => void this.beat());
  }

  /** Never rejects. */
  async beat(): Promise<void> {
    const { link, registry, epochs, describe, confirmed } = this.#parts;
    if (!link.available) return;
    const sent = machineTime();
    try {
      const version = await registry.beat(describe());
      if (version !== epochs.version) await epochs.sync();
    } catch {
      // The next beat tries again; the link says when Redis is away.
      return;
    }
    // What was cleared before the beat is known by now, and whoever clears after it waits for this host.
    this.confirmedUntil = Math.max(this.confirmedUntil, sent + LIVE - MARGIN);
    confirmed(this.confirmedUntil);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#stopListening();
  }
}
