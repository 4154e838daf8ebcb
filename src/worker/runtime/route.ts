import type { RoutePlan } from '../../shared/snapshot.js';
import type { Balancer } from '../balance/balancer.js';
import type { DeadlineQueue } from '../deadlines.js';
import type { Step } from '../pipeline.js';
import type { TargetBuilder } from '../target/target-builder.js';
import type { Destination } from './destination.js';

/** A route with everything that one of its requests needs, ready to use. */
export class RouteRuntime {
  readonly plan: RoutePlan;
  readonly target: TargetBuilder;
  /** What the route uses of the pipeline; `null` when it only proxies. */
  readonly steps: readonly Step[] | null;
  readonly destinations: readonly Destination[];
  readonly balancer: Balancer;
  readonly deadlines: DeadlineQueue;
  /** Of a plain request: whether the service is reached over TLS; `null`: like the client. */
  readonly secure: boolean | null;

  constructor(
    plan: RoutePlan,
    target: TargetBuilder,
    steps: readonly Step[] | null,
    destinations: readonly Destination[],
    balancer: Balancer,
    deadlines: DeadlineQueue,
  ) {
    this.plan = plan;
    this.target = target;
    this.steps = steps;
    this.destinations = destinations;
    this.balancer = balancer;
    this.deadlines = deadlines;
    const { scheme } = plan.downstream;
    this.secure = scheme === null ? null : scheme === 'https' || scheme === 'wss';
  }
}
