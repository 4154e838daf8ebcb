import type { Destination } from '../runtime/destination.js';

/** Chooses the destination of a request. One per service; what it remembers outlives a snapshot by the service's id. */
export interface Balancer {
  choose(destinations: readonly Destination[]): Destination | null;
}
