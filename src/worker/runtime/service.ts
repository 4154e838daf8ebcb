import type { ServicePlan } from '../../shared/snapshot.js';
import type { Balancer } from '../balance/balancer.js';
import type { Candidates } from '../balance/candidates.js';

/** A service with its live destinations. Routes with the same service share it, so that one of ten thousand finds it in the cache. */
export class ServiceRuntime {
  readonly plan: ServicePlan;
  readonly candidates: Candidates;
  readonly balancer: Balancer;

  constructor(plan: ServicePlan, candidates: Candidates, balancer: Balancer) {
    this.plan = plan;
    this.candidates = candidates;
    this.balancer = balancer;
  }
}
