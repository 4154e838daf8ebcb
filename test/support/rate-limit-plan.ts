import { routePlan } from '../../src/primary/compile/route-plan.js';
import { globalConfiguration } from '../../src/shared/config/global-configuration.js';
import type { RateLimitOptions } from '../../src/shared/config/rate-limit-options.js';
import { route } from '../../src/shared/config/route.js';
import type { RateLimitPlan } from '../../src/shared/policies/rate-limit.js';

/** The plan that a route at this path gets for its options. */
export function rateLimitPlan(path: string, options: Partial<RateLimitOptions>): RateLimitPlan {
  const parsed = route.parse({ UpstreamPathTemplate: path, RateLimitOptions: options });
  return routePlan(parsed, 0, globalConfiguration.parse({})).rateLimit!;
}
