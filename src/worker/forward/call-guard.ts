import type { FailureName } from '../../shared/errors.js';
import type { ResponseHead } from './response-head.js';

/** Watches over the calls that one request makes: circuit breaker, timeouts, repetitions. */
export interface CallGuard {
  /**
   * The head of an answer; `complete`: with all of its body.
   * @returns `false`: the answer is not the request's, the guard has given up its connection
   */
  onResponse(head: ResponseHead, complete: boolean): boolean;
  /** A call got no answer. @returns `true`: the guard does something else, the request has not failed */
  onFailure(failure: FailureName, detail: string): boolean;
  /** The request's body goes on arriving: the time for the answer starts again. */
  onProgress(): void;
  /** What was begun is given up: the exchange is over, or has another answer. May be called again. */
  onSettled(): void;
}
