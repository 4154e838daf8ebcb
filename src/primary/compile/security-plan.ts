import type { SecurityOptions } from '../../shared/config/security-options.js';
import type { SecurityPlan } from '../../shared/snapshot.js';

/** `null` when every address may come. */
export function securityPlan(options: SecurityOptions | null): SecurityPlan | null {
  if (options === null) return null;
  return {
    allowed: options.IPAllowedList,
    blocked: options.IPBlockedList,
    excludeAllowedFromBlocked: options.ExcludeAllowedFromBlocked,
  };
}
