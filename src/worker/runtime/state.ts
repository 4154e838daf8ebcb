import type { RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import type { Schemes } from '../auth/schemes.js';
import type { Balancers } from '../balance/balancers.js';
import type { AnswerCache } from '../cache/answer-cache.js';
import type { Deadlines } from '../deadlines.js';
import type { CookieJars } from '../forward/cookies/cookie-jars.js';
import type { Pools } from '../forward/pools.js';
import type { Breakers } from '../resilience/breakers.js';
import type { RetryBudgets } from '../resilience/retry-budgets.js';

/** What lives longer than a snapshot, in one worker. */
export interface State {
  readonly pools: Pools;
  readonly jars: CookieJars;
  readonly balancers: Balancers;
  readonly deadlines: Deadlines;
  readonly rateLimits: RateLimitStore;
  readonly schemes: Schemes;
  readonly breakers: Breakers;
  readonly budgets: RetryBudgets;
  readonly cache: AnswerCache;
}
