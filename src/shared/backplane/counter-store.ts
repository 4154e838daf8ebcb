/**
 * Turns and calls in flight of load balancers, for one worker, one host or all hosts.
 *
 * What is at hand is answered at once, without a promise. A store whose backplane is away counts by itself. It never
 * rejects.
 */
export interface CounterStore {
  /** The next number of a turn, beginning with 0; grows by 1 with every call. */
  next(key: string): number | Promise<number>;
  /**
   * The candidate with the fewest calls in flight, the first of several; counts one call more for it.
   *
   * @param candidates distinct names, at least one
   * @returns its place in `candidates`
   */
  acquire(key: string, candidates: readonly string[]): number | Promise<number>;
  /** A call that `acquire` counted has ended. A count never goes below 0. */
  release(key: string, candidate: string): void;
  /** The candidate that a session is bound to, `null` when it is bound to none; the session lives `expiry` ms from now on. */
  session(key: string, expiry: number): string | null | Promise<string | null>;
  /** Binds a session for `expiry` ms, unless it is bound already. @returns the candidate it is bound to now */
  bind(key: string, candidate: string, expiry: number): string | Promise<string>;
}
