import type { RoutePlan } from '../../shared/snapshot.js';
import { RetryBudget } from './retry-budget.js';

/** The budgets for repetitions of a worker, kept by route while a snapshot names it. */
export class RetryBudgets {
  readonly #byKey = new Map<string, RetryBudget>();
  readonly #clock: { readonly now: number };

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
  }

  /** `null`: the route repeats nothing. */
  get({ id, retry }: RoutePlan): RetryBudget | null {
    if (retry === null) return null;
    const key = `${retry.budgetPercent}|${id}`;
    let budget = this.#byKey.get(key);
    if (budget === undefined) {
      budget = new RetryBudget(retry.budgetPercent, this.#clock);
      this.#byKey.set(key, budget);
    }
    return budget;
  }

  /** Forgets the budgets that are not in use. */
  keepOnly(used: ReadonlySet<RetryBudget>): void {
    for (const [key, budget] of this.#byKey) if (!used.has(budget)) this.#byKey.delete(key);
  }
}
