import type { RedisLink } from '../../shared/redis/link.js';
import { CallReleases, namesPerCommand } from './call-releases.js';
import { inBatches } from './in-batches.js';
import { renewCallsScript } from './scripts/calls.js';

/**
 * The calls in flight that this worker holds in Redis: sorted sets of their names by the time until which they count. It says
 * three times in their time to live that they last, so those of a worker that is gone end by themselves.
 */
export class RedisCalls {
  /** Microseconds. */
  readonly ttl: number;
  readonly #interval: number;
  readonly #link: RedisLink;
  readonly #workerId: string;
  readonly #held = new Map<string, string[]>();
  /** Calls that began while Redis was away: how many, by key. */
  readonly #untold = new Map<string, number>();
  readonly #releases: CallReleases;
  readonly #stopListening: () => void;
  #timer: NodeJS.Timeout | null = null;
  #renewing = false;
  #closed = false;
  #next = 0;

  /**
   * @param workerId unique among the workers of all hosts, and in time
   * @param ttl ms for which calls of a worker that is gone count
   */
  constructor(link: RedisLink, workerId: string, ttl: number) {
    this.#link = link;
    this.#workerId = workerId;
    this.ttl = ttl * 1000;
    this.#interval = ttl / 3;
    this.#releases = new CallReleases(link);
    // They may have ended in Redis meanwhile, or Redis may be a new one.
    this.#stopListening = link.onChange(() => void this.#renew());
  }

  newName(): string {
    return `${this.#workerId}:${this.#next++}`;
  }

  hold(key: string, name: string): void {
    const names = this.#held.get(key);
    if (names === undefined) this.#held.set(key, [name]);
    else names.push(name);
    this.#startTimer();
  }

  /** A call that began without Redis, which is told of it as soon as it is available. */
  holdUntold(key: string): void {
    if (this.#link.available) {
      const name = this.newName();
      this.hold(key, name);
      void this.#tell(key, [name]);
      return;
    }
    this.#untold.set(key, (this.#untold.get(key) ?? 0) + 1);
    this.#startTimer();
  }

  /** Calls that this worker holds. */
  count(key: string): number {
    return (this.#held.get(key)?.length ?? 0) + (this.#untold.get(key) ?? 0);
  }

  /** @returns whether there was one */
  release(key: string): boolean {
    if (this.#releaseUntold(key)) return true;
    const names = this.#held.get(key);
    const name = names?.pop();
    if (names === undefined || name === undefined) return false;
    if (names.length === 0) this.#held.delete(key);
    this.#stopIfIdle();
    this.#releases.send(key, name);
    return true;
  }

  /** Takes back a call of which nobody here knows whether Redis counts it. */
  takeBack(key: string, name: string): void {
    this.#releases.send(key, name);
  }

  /** Nothing is renewed any more. */
  close(): void {
    this.#closed = true;
    this.#stopListening();
    this.#held.clear();
    this.#untold.clear();
    this.#stopIfIdle();
    this.#releases.close();
  }

  #releaseUntold(key: string): boolean {
    const calls = this.#untold.get(key);
    if (calls === undefined) return false;
    if (calls > 1) this.#untold.set(key, calls - 1);
    else this.#untold.delete(key);
    this.#stopIfIdle();
    return true;
  }

  async #renew(): Promise<void> {
    if (this.#renewing || !this.#link.available) return;
    this.#renewing = true;
    for (const [key, calls] of this.#untold) for (let call = 0; call < calls; call += 1) this.hold(key, this.newName());
    this.#untold.clear();
    await inBatches([...this.#held.keys()], (key) => this.#renewAll(key));
    this.#renewing = false;
  }

  #renewAll(key: string): Promise<unknown> {
    const names = this.#held.get(key) ?? [];
    const told: Promise<unknown>[] = [];
    for (let i = 0; i < names.length; i += namesPerCommand)
      told.push(this.#tell(key, names.slice(i, i + namesPerCommand)));
    return Promise.all(told);
  }

  /** Sent whole (EVAL), once: what is sent twice could bring back a call that has ended in between. */
  #tell(key: string, names: readonly string[]): Promise<unknown> {
    return this.#link.command('EVAL', [renewCallsScript.lua, 1, key, this.ttl, ...names]).catch(ignore);
  }

  #startTimer(): void {
    if (!this.#closed) this.#timer ??= setInterval(() => void this.#renew(), this.#interval).unref();
  }

  #stopIfIdle(): void {
    if (this.#timer === null || this.#held.size > 0 || this.#untold.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}

/** The link tells of its failures; the next round says it again. */
function ignore(): void {}
