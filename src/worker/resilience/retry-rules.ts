import type { RetryPlan } from '../../shared/policies/retry.js';
import type { RetryBudget } from './retry-budget.js';

/** When a route repeats a call. */
export class RetryRules {
  readonly count: number;
  readonly methods: ReadonlySet<string>;
  readonly statusCodes: ReadonlySet<number>;
  /** Milliseconds; see `backoff`. */
  readonly backoff: number;
  readonly maxBodyBytes: number;
  readonly budget: RetryBudget;

  constructor(plan: RetryPlan, budget: RetryBudget) {
    this.count = plan.count;
    this.methods = new Set(plan.methods);
    this.statusCodes = new Set(plan.statusCodes);
    this.backoff = plan.backoff;
    this.maxBodyBytes = plan.maxBodyBytes;
    this.budget = budget;
  }
}
