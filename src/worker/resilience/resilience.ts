import type { RoutePlan } from '../../shared/snapshot.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { Exchange } from '../exchange.js';
import type { State } from '../runtime/state.js';
import { Calls } from './calls.js';
import { RetryRules } from './retry-rules.js';
import type { RouteBreakers } from './route-breakers.js';

/** What a route does about services that fail: quality of service (Ocelot) and repetitions. */
export class Resilience {
  /** `null`: no circuit breaker. */
  readonly breakers: RouteBreakers | null;
  /** Until the head of the answer to one call must be there; `null`: only the route's timeout holds. */
  readonly deadlines: DeadlineQueue | null;
  /** `null`: calls are not repeated. */
  readonly retry: RetryRules | null;

  constructor(plan: RoutePlan, { breakers, budgets, deadlines }: State) {
    const timeout = callTimeout(plan);
    const budget = budgets.get(plan);
    this.breakers = breakers.get(plan);
    this.deadlines = timeout === null ? null : deadlines.queue(timeout);
    this.retry = budget === null ? null : new RetryRules(plan.retry!, budget);
  }

  /** Calls the destination of an exchange that is ready to go. */
  call(exchange: Exchange): void {
    const calls = new Calls(exchange, this);
    exchange.guard = calls;
    calls.start();
  }
}

/** Milliseconds for one call: of quality of service or of a try, whichever ends first; `null`: neither. */
export function callTimeout({ qos, retry }: RoutePlan): number | null {
  const own = qos?.timeout ?? null;
  const perTry = retry?.perTryTimeout ?? null;
  if (own === null || perTry === null) return own ?? perTry;
  return Math.min(own, perTry);
}
