import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Candidates } from './candidates.js';

/**
 * Chooses the destination of a request. What it remembers outlives snapshots; the destinations are always those of the
 * request's own route.
 */
export interface Balancer {
  /**
   * At once whenever that is possible. One that counts calls gives the exchange a lease (`exchange.hold`).
   *
   * @param candidates at least one
   * @returns `null` when none of them will do
   * @throws or rejects when it cannot choose: the request gets 500
   */
  choose(exchange: Exchange, candidates: Candidates): Destination | null | Promise<Destination | null>;
}
