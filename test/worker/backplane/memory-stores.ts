import type { CounterStore } from '../../../src/shared/backplane/counter-store.js';
import type { RateLimitRule } from '../../../src/shared/backplane/rate-limit-rule.js';
import type {
  LeasingStore,
  RateLimitDecision,
  RateLimitLease,
} from '../../../src/shared/backplane/rate-limit-store.js';

/** Counts calls that are in flight, and takes as many as the rule says; nothing ever expires. */
export class PlainRateLimits implements LeasingStore {
  readonly taken = new Map<string, number>();

  take(rule: RateLimitRule, key: string): RateLimitDecision {
    const before = this.taken.get(key) ?? 0;
    const allowed = before < rule.limit;
    if (allowed) this.taken.set(key, before + 1);
    return { allowed, remaining: Math.max(0, rule.limit - before - 1), resetAt: 5, retryAfter: allowed ? 0 : 1 };
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease {
    const before = this.taken.get(key) ?? 0;
    const granted = Math.ceil((rule.limit - before) / 2);
    this.taken.set(key, before + granted);
    return { granted, remaining: rule.limit - before - granted, resetAt: 5, endsIn: 1 };
  }

  release(_: RateLimitRule, key: string): void {
    this.taken.set(key, (this.taken.get(key) ?? 0) - 1);
  }
}

export class PlainCounters implements CounterStore {
  readonly calls = new Map<string, number>();
  readonly #turns = new Map<string, number>();
  readonly #bound = new Map<string, string>();

  next(key: string): number {
    const turn = this.#turns.get(key) ?? 0;
    this.#turns.set(key, turn + 1);
    return turn;
  }

  acquire(_: string, candidates: readonly string[]): number {
    const loads = candidates.map((candidate) => this.calls.get(candidate) ?? 0);
    const place = loads.indexOf(Math.min(...loads));
    this.calls.set(candidates[place]!, loads[place]! + 1);
    return place;
  }

  release(_: string, candidate: string): void {
    this.calls.set(candidate, (this.calls.get(candidate) ?? 0) - 1);
  }

  session(key: string, candidates: readonly string[]): number {
    return candidates.indexOf(this.#bound.get(key) ?? '');
  }

  bind(key: string, candidates: readonly string[], place: number): number {
    if (this.session(key, candidates) === -1) this.#bound.set(key, candidates[place]!);
    return this.session(key, candidates);
  }
}
