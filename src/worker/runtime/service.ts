import type { Balancer } from '../balance/balancer.js';
import type { Candidates } from '../balance/candidates.js';

/** A service with its live destinations. Routes with the same service share it, so that one of ten thousand finds it in the cache. */
export class ServiceRuntime {
  readonly candidates: Candidates;
  readonly balancer: Balancer;

  constructor(candidates: Candidates, balancer: Balancer) {
    this.candidates = candidates;
    this.balancer = balancer;
  }
}
