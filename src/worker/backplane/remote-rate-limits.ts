import { methods } from '../../shared/backplane/channel/methods.js';
import type { Peer } from '../../shared/backplane/channel/peer.js';
import { decodeTaken, encodeRule, type WireTaken } from '../../shared/backplane/channel/wire-taken.js';
import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { LeasingStore, RateLimitDecision, RateLimitLease } from '../../shared/backplane/rate-limit-store.js';
import type { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';
import { TimedMap } from '../../shared/backplane/rate-limits/timed-map.js';
import { Slice } from '../stores/slice.js';

/** A worker with peers gives back what was not used for so long, ms. */
const IDLE = 100;
/** More than the primary has counters: what is lent is not forgotten before it is counted anew. */
const MOST_SLICES = 200_000;

/** What decides while the primary does not answer. */
export type LocalRateLimits = Pick<MemoryRateLimits, 'take' | 'release'>;

/**
 * Limits that the primary counts for all workers of the host. It lends parts of windows, which are decided here at once, and
 * whoever was refused until some time is refused here until then.
 *
 * While it does not answer, the worker decides by its own store; without one (`OnFailure: "reject"`) nobody does.
 */
export class RemoteRateLimits implements LeasingStore {
  readonly #peer: Peer;
  readonly #local: LocalRateLimits | null;
  readonly #now: () => number;
  readonly #slices = new TimedMap<Slice>(MOST_SLICES);
  /** Keys of what was lent; `null`: there are no peers who want it. */
  readonly #lent: Set<string> | null;
  #timer: NodeJS.Timeout | null = null;
  /** Requests in flight that the worker's own store allowed, by key. */
  readonly #heldHere = new Map<string, number>();

  /** @param now ms since 1970, the clock of the primary */
  constructor(peer: Peer, local: LocalRateLimits | null, hasPeers: boolean, now: () => number = Date.now) {
    this.#peer = peer;
    this.#local = local;
    this.#lent = hasPeers ? new Set() : null;
    this.#now = now;
  }

  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    if (rule.algorithm === 'FixedWindow') {
      const now = this.#now();
      const decision = this.#slices.get(key, now)?.take(now);
      if (decision != null) return decision;
    }
    if (!this.#peer.available) return this.#takeHere(rule, key);
    const heard = (value: unknown, isLate: boolean) => this.#heard(rule, key, value as WireTaken, isLate);
    return this.#peer.request(methods.take, [encodeRule(rule), key], heard).then(
      (value) => decodeTaken(value as WireTaken),
      () => this.#takeHere(rule, key),
    );
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease | null | Promise<RateLimitLease | null> {
    if (!this.#peer.available) return null;
    return this.#peer.request(methods.lease, [encodeRule(rule), key]).then(
      (value) => value as RateLimitLease,
      () => null,
    );
  }

  release(rule: RateLimitRule, key: string): void {
    const held = this.#heldHere.get(key) ?? 0;
    if (held === 0) {
      this.#peer.send(methods.releaseLimit, [key]);
      return;
    }
    if (held === 1) this.#heldHere.delete(key);
    else this.#heldHere.set(key, held - 1);
    this.#local?.release(rule, key);
  }

  /** The primary wants back what is left of the window that ends then. @returns how much */
  recall(key: string, until: number): number {
    const slice = this.#slices.get(key, this.#now());
    if (slice?.until !== until) return 0;
    this.#slices.delete(key);
    return slice.left;
  }

  /** Gives back what is left. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    for (const [key, slice] of this.#slices.entries()) this.#giveBack(key, slice);
  }

  #giveBack(key: string, { until, left }: Slice): void {
    if (left > 0) this.#peer.send(methods.giveBack, [key, until, left]);
  }

  /** So that the primary knows what a client has left that has become quiet. */
  readonly #giveBackIdle = (): void => {
    const now = this.#now();
    for (const key of this.#lent!) {
      const slice = this.#slices.get(key, now);
      const isIdle = slice?.isIdle();
      if (isIdle === false) continue;
      this.#lent!.delete(key);
      this.#slices.delete(key);
      if (slice !== undefined) this.#giveBack(key, slice);
    }
    if (this.#lent!.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  };

  #heard(rule: RateLimitRule, key: string, taken: WireTaken, isLate: boolean): void {
    if (rule.algorithm === 'FixedWindow') this.#keep(key, taken);
    // Counted there after all, and nobody will end it.
    else if (isLate && rule.algorithm === 'Concurrency' && taken[0]) this.#peer.send(methods.releaseLimit, [key]);
  }

  #keep(key: string, [allowed, remaining, until, retryAfter, lent]: WireTaken): void {
    const refuses = !allowed && retryAfter > 0;
    if (lent === 0 && !refuses) return;
    const now = this.#now();
    let slice = this.#slices.get(key, now);
    if (slice?.until !== until || slice.refuses !== refuses) {
      slice = new Slice(now, until, until, refuses);
      this.#slices.set(key, slice, now);
    }
    slice.add(lent, remaining - lent);
    if (lent === 0 || this.#lent === null) return;
    this.#lent.add(key);
    this.#timer ??= setInterval(this.#giveBackIdle, IDLE).unref();
  }

  #takeHere(rule: RateLimitRule, key: string): RateLimitDecision | null {
    const decision = this.#local?.take(rule, key) ?? null;
    if (rule.algorithm === 'Concurrency' && decision?.allowed === true)
      this.#heldHere.set(key, (this.#heldHere.get(key) ?? 0) + 1);
    return decision;
  }
}
