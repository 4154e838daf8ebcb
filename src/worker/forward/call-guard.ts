import type { FailureName } from '../../shared/errors.js';
import type { ResponseHead } from './response-head.js';

/** Watches over the calls that one request makes: circuit breaker, timeouts, repetitions. */
export interface CallGuard {
  /** @returns `false`: the answer is not the request's; the guard does something else with it */
  onResponse(head: ResponseHead): boolean;
  /** A call got no answer. @returns `true`: the guard does something else, the request has not failed */
  onFailure(failure: FailureName, detail: string): boolean;
  /** The exchange is over, however it ended. */
  onSettled(): void;
}
