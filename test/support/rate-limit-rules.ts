import type { RateLimitRule } from '../../src/shared/backplane/rate-limit-rule.js';

export function rule(algorithm: RateLimitRule['algorithm'], more: Partial<RateLimitRule> = {}): RateLimitRule {
  return { algorithm, limit: 3, period: 1_000, wait: 0, leased: false, ...more };
}
