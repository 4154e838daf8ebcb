import { methods } from '../../shared/backplane/channel/methods.js';
import type { Peer } from '../../shared/backplane/channel/peer.js';
import { decodeDecision, type WireDecision } from '../../shared/backplane/channel/wire-decision.js';
import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type {
  LeasingStore,
  RateLimitDecision,
  RateLimitLease,
  RateLimitStore,
} from '../../shared/backplane/rate-limit-store.js';

/**
 * Limits that the primary counts for all workers of the host.
 *
 * While it does not answer, the worker decides by its own store; without one (`OnFailure: "reject"`) nobody does.
 */
export class RemoteRateLimits implements LeasingStore {
  readonly #peer: Peer;
  readonly #local: RateLimitStore | null;
  /** Requests in flight that the worker's own store allowed, by key. */
  readonly #heldHere = new Map<string, number>();

  constructor(peer: Peer, local: RateLimitStore | null) {
    this.#peer = peer;
    this.#local = local;
  }

  take(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    if (!this.#peer.available) return this.#takeHere(rule, key);
    const args = argumentsOf(rule, key);
    const isHeld = rule.algorithm === 'Concurrency';
    // Counted there after all, and nobody will end it.
    const late = isHeld
      ? (value: unknown) => {
          if (decodeDecision(value as WireDecision)?.allowed) this.#peer.send(methods.releaseLimit, args);
        }
      : null;
    return this.#peer.request(methods.take, args, late).then(
      (value) => decodeDecision(value as WireDecision),
      () => this.#takeHere(rule, key),
    );
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease | null | Promise<RateLimitLease | null> {
    if (!this.#peer.available) return null;
    return this.#peer.request(methods.lease, argumentsOf(rule, key)).then(
      (value) => value as RateLimitLease,
      () => null,
    );
  }

  release(rule: RateLimitRule, key: string): void {
    const held = this.#heldHere.get(key) ?? 0;
    if (held === 0) {
      this.#peer.send(methods.releaseLimit, argumentsOf(rule, key));
      return;
    }
    if (held === 1) this.#heldHere.delete(key);
    else this.#heldHere.set(key, held - 1);
    this.#local?.release(rule, key);
  }

  #takeHere(rule: RateLimitRule, key: string): RateLimitDecision | null | Promise<RateLimitDecision | null> {
    const decision = this.#local?.take(rule, key) ?? null;
    if (rule.algorithm !== 'Concurrency') return decision;
    if (decision instanceof Promise) return decision.then((later) => this.#note(key, later));
    return this.#note(key, decision);
  }

  #note(key: string, decision: RateLimitDecision | null): RateLimitDecision | null {
    if (decision?.allowed) this.#heldHere.set(key, (this.#heldHere.get(key) ?? 0) + 1);
    return decision;
  }
}

function argumentsOf({ algorithm, limit, period, wait, leased }: RateLimitRule, key: string): readonly unknown[] {
  return [algorithm, limit, period, wait, leased, key];
}
