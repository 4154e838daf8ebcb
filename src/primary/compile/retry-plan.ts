import { retryDefaults } from '../../shared/config/retry-options.js';
import type { RetryPlan } from '../../shared/policies/retry.js';
import type { EffectiveRoute } from './effective-route.js';
import { methodName } from './method-name.js';

/** `null` when calls are not repeated. */
export function retryPlan({ retry }: Pick<EffectiveRoute, 'retry'>): RetryPlan | null {
  if (retry === null) return null;
  const count = retry.Count ?? retryDefaults.count;
  if (count === 0) return null;
  return {
    count,
    methods: (retry.Methods ?? retryDefaults.methods).map(methodName),
    statusCodes: retry.StatusCodes ?? retryDefaults.statusCodes,
    backoff: retry.Backoff ?? retryDefaults.backoff,
    perTryTimeout: retry.PerTryTimeout || null,
    maxBodyBytes: retry.MaxBodyBytes ?? retryDefaults.maxBodyBytes,
    budgetPercent: retry.BudgetPercent ?? retryDefaults.budgetPercent,
  };
}
