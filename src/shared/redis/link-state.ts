import type { RedisCondition, RedisState } from './link.js';

/** Refusals that follow each other within this time are one, ms: so often the state may change back, and log lines come. */
const CALM = 5_000;

/** One line per change of state. */
export interface RedisLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

const messages: Readonly<Record<Exclude<RedisCondition, 'connecting'>, string>> = {
  available: 'Redis is available',
  full: 'Redis is full',
  denied: 'Redis denies a command',
  busy: 'Redis is too slow for so many commands',
  away: 'Redis is away',
};

/** What is known of a Redis, the worst of it first: away, full, a right is missing, too many commands in flight. */
export class LinkState {
  current: RedisState = { condition: 'connecting', since: Date.now(), reason: 'not connected yet' };
  /** It answers, if only with refusals. */
  isReached = false;
  isFull = false;

  readonly #location: string;
  readonly #log: RedisLog;
  readonly #now: () => number;
  readonly #listeners = new Set<(state: RedisState) => void>();
  #isConnecting = true;
  #awayReason = '';
  /** Why, by what was denied. */
  readonly #denied = new Map<string, string>();
  #deniedAt = 0;
  /** Commands that may be in flight, when one more was refused; 0: none was. */
  #crowd = 0;
  #crowdedAt = 0;

  /** @param now ms of a clock that never goes back */
  constructor(location: string, log: RedisLog, now: () => number = () => performance.now()) {
    this.#location = location;
    this.#log = log;
    this.#now = now;
  }

  onChange(listener: (state: RedisState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something was denied, so that what is done must be told of. */
  get isDenied(): boolean {
    return this.#denied.size > 0;
  }

  leave(reason: string): void {
    if (!this.isReached && !this.#isConnecting) return;
    this.isReached = false;
    this.#isConnecting = false;
    this.#awayReason = reason;
    this.isFull = false;
    this.#denied.clear();
    this.#crowd = 0;
    this.#settle();
  }

  /** It is still away, by now for another reason. Only what somebody must mend is worth a line of the log. */
  explain(reason: string, mustBeMended: boolean): void {
    if (this.current.condition !== 'away' || reason === this.current.reason) return;
    this.#awayReason = reason;
    this.current = { ...this.current, reason };
    if (mustBeMended) this.#tell();
  }

  /** It answers, and takes writes. */
  reach(): void {
    this.isReached = true;
    this.#isConnecting = false;
    this.isFull = false;
    if (this.#crowd > 0 && this.#now() - this.#crowdedAt >= CALM) this.#crowd = 0;
    this.#settle();
  }

  /** It answers, and takes no writes. */
  fill(): void {
    this.isReached = true;
    this.#isConnecting = false;
    this.isFull = true;
    this.#settle();
  }

  /** The user may not do this. @param what a command or a script: there are not many */
  deny(what: string, reason: string): void {
    if (!this.isReached) return;
    this.#deniedAt = this.#now();
    if (this.#denied.has(what)) return;
    this.#denied.set(what, `${reason} (${what})`);
    this.#settle();
  }

  /** The user could do this. */
  grant(what: string): void {
    if (this.#now() - this.#deniedAt < CALM || !this.#denied.delete(what)) return;
    this.#settle();
  }

  /** A command was refused, because `most` are in flight. */
  crowd(most: number): void {
    this.#crowdedAt = this.#now();
    if (this.#crowd > 0 || !this.isReached) return;
    this.#crowd = most;
    this.#settle();
  }

  close(): void {
    this.isReached = false;
    this.#isConnecting = false;
    this.current = { condition: 'away', since: Date.now(), reason: 'closed' };
    this.#listeners.clear();
  }

  #settle(): void {
    const [condition, reason] = this.#worst();
    if (condition === this.current.condition && reason === this.current.reason) return;
    this.current = { condition, since: Date.now(), reason };
    this.#tell();
    for (const listener of [...this.#listeners]) listener(this.current);
  }

  #worst(): readonly [condition: Exclude<RedisCondition, 'connecting'>, reason: string | null] {
    if (!this.isReached) return ['away', this.#awayReason];
    if (this.isFull) return ['full', 'Redis has no memory left (OOM)'];
    for (const reason of this.#denied.values()) return ['denied', reason];
    if (this.#crowd > 0) return ['busy', `${this.#crowd} commands were in flight, and more were refused`];
    return ['available', null];
  }

  #tell(): void {
    const { condition, reason } = this.current;
    if (condition === 'connecting') return;
    const fields = { redis: this.#location, reason: reason ?? undefined };
    if (condition === 'available') this.#log.info(fields, messages[condition]);
    else this.#log.warn(fields, messages[condition]);
  }
}
