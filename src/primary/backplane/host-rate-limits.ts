import { encodeTaken, type WireTaken } from '../../shared/backplane/channel/wire-taken.js';
import type { RateLimitRule } from '../../shared/backplane/rate-limit-rule.js';
import type { RateLimitLease } from '../../shared/backplane/rate-limit-store.js';
import type { FixedWindow } from '../../shared/backplane/rate-limits/fixed-window.js';
import { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';

/** A worker that counts a part of a window by itself. */
export interface Borrower {
  /** It does not answer any more. */
  readonly gone: boolean;
  /**
   * Takes back what it has not used. Resolves or rejects once it has answered, does not in time, or is gone.
   *
   * @param heard is given the answer, however late
   */
  recall(key: string, until: number, heard: (amount: number) => void): Promise<unknown>;
}

interface Loan {
  readonly borrowers: Set<Borrower>;
  recall: Promise<void> | null;
}

/** Less than so much of a window is not lent to one worker of several, and not more. */
const LEAST = 64;
const MOST = 1_000;
/** All workers of several may borrow one part in so many of what is left, each its share. */
const PART = 4;

/**
 * The limits of a host, which its primary counts for the workers.
 *
 *     worker                    primary: a window of 1,000
 *       │── take ──────────────────►│ 899 left
 *       │◄── allowed, and 100 more ─│ 799 left    the worker counts the next 100 by itself
 *       │            …              │
 *       │                           │   0 left    and another worker asks
 *       │◄───────── recall ─────────│
 *       │── 20 are not used ───────►│  20 left    nobody is refused while there is quota anywhere
 *
 * A `FixedWindow` is lent: to the only worker always, to one of several when the client sends so much that a round trip for
 * each request is a burden; never more than the client has used. So exactly `limit` requests pass. What a worker has borrowed
 * that is killed is lost until the window ends; while one hangs, requests are refused that only its part would let through.
 */
export class HostRateLimits {
  readonly #limits: MemoryRateLimits;
  readonly #now: () => number;
  readonly #workers: () => number;
  readonly #loans = new WeakMap<FixedWindow, Loan>();

  /**
   * @param workers how many ask now
   * @param now ms since 1970; may go backwards
   */
  constructor(workers: () => number, now: () => number = Date.now, max?: number) {
    this.#limits = new MemoryRateLimits(max, now);
    this.#workers = workers;
    this.#now = now;
  }

  /** Counts one request. */
  take(rule: RateLimitRule, key: string, borrower: Borrower): WireTaken | Promise<WireTaken> {
    if (rule.algorithm !== 'FixedWindow') return encodeTaken(this.#limits.take(rule, key), 0);
    const window = this.#limits.window(key);
    const loan = window === null ? undefined : this.#loans.get(window);
    // Nothing is lent to those who waited: another recall could leave before their answers.
    if (window !== null && loan !== undefined && (loan.recall !== null || isLentOut(window, rule, loan)))
      return this.#recall(key, window, loan).then(() =>
        isLentOut(window, rule, loan) ? refusedForNow(window) : encodeTaken(this.#limits.take(rule, key), 0),
      );
    const decision = this.#limits.take(rule, key);
    if (!decision.allowed || decision.remaining === 0) return encodeTaken(decision, 0);
    return encodeTaken(decision, this.#lend(rule, window ?? this.#limits.window(key)!, borrower));
  }

  lease(rule: RateLimitRule, key: string): RateLimitLease {
    return this.#limits.lease(rule, key);
  }

  release(rule: RateLimitRule, key: string): void {
    this.#limits.release(rule, key);
  }

  /** What a worker that ends has not used of the window that ends then. */
  giveBack(key: string, until: number, amount: number): void {
    const window = this.#limits.window(key);
    if (window?.until === until) window.giveBack(amount);
  }

  #recall(key: string, window: FixedWindow, loan: Loan): Promise<unknown> {
    loan.recall ??= Promise.all(Array.from(loan.borrowers, (borrower) => recallFrom(borrower, key, window, loan))).then(
      () => {
        loan.recall = null;
      },
    );
    return loan.recall;
  }

  /** @returns how much */
  #lend(rule: RateLimitRule, window: FixedWindow, borrower: Borrower): number {
    const loan = this.#loans.get(window) ?? { borrowers: new Set(), recall: null };
    const left = window.left(rule);
    const workers = this.#workers();
    const isHot = window.isHot(this.#now());
    let most = 0;
    if (workers === 1) most = isHot || window.total < left ? Math.floor(left / 2) : 0;
    else if (isHot && left >= LEAST) most = Math.min(Math.floor(left / (PART * workers)), MOST);
    const amount = Math.min(window.total, most);
    if (amount === 0) return 0;
    window.lend(amount);
    loan.borrowers.add(borrower);
    this.#loans.set(window, loan);
    return amount;
  }
}

function isLentOut(window: FixedWindow, rule: RateLimitRule, { borrowers }: Loan): boolean {
  return borrowers.size > 0 && window.left(rule) === 0;
}

async function recallFrom(borrower: Borrower, key: string, window: FixedWindow, { borrowers }: Loan): Promise<void> {
  const heard = (amount: number) => {
    borrowers.delete(borrower);
    window.giveBack(amount);
  };
  await borrower.recall(key, window.until, heard).catch(() => {});
  if (borrower.gone) borrowers.delete(borrower);
}

/** There may be quota left, which a worker that hangs does not give back. */
function refusedForNow({ until }: FixedWindow): WireTaken {
  return encodeTaken({ allowed: false, remaining: 0, resetAt: until, retryAfter: 0 }, 0);
}
