/**
 * Turns, calls in flight and sessions of load balancers, for one worker, one host or all hosts.
 *
 * What is at hand is answered at once, without a promise. A store whose backplane is away counts by itself. It never
 * rejects. Candidates are named by distinct texts, the same ones on every worker; there is at least one.
 */
export interface CounterStore {
  /** The next number of a turn, beginning with 0; grows by 1 with every call. */
  next(key: string): number | Promise<number>;
  /**
   * The candidate with the fewest calls in flight, the first of several; counts one call more for it.
   *
   * @returns its place in `candidates`
   */
  acquire(key: string, candidates: readonly string[]): number | Promise<number>;
  /** A call that `acquire` counted has ended. A count never goes below 0. */
  release(key: string, candidate: string): void;
  /**
   * The candidate that a session is bound to; the session lives `expiry` ms from now on.
   *
   * @returns its place in `candidates`, -1 when the session is bound to none of them
   */
  session(key: string, candidates: readonly string[], expiry: number): number | Promise<number>;
  /**
   * Binds a session for `expiry` ms to `candidates[place]`, unless it is bound to one of the candidates. It keeps what it was
   * bound to beside them: routes with other candidates may share it.
   *
   * @returns the place of the candidate that it is bound to now
   */
  bind(key: string, candidates: readonly string[], place: number, expiry: number): number | Promise<number>;
}
