import type { RoutePlan, SnapshotSettings } from '../../shared/snapshot.js';
import type { Balancer } from '../balance/balancer.js';
import type { Balancers } from '../balance/balancers.js';
import type { Deadlines } from '../deadlines.js';
import type { Pools } from '../forward/pools.js';
import { MatcherBuilder } from '../match/matcher.js';
import { linkSteps } from '../pipeline.js';
import { compileTarget } from '../target/compile-target.js';
import { Destination } from './destination.js';
import { RouteRuntime } from './route.js';
import type { Runtime } from './runtime.js';

/** What lives longer than a snapshot, in one worker. */
export interface State {
  readonly pools: Pools;
  readonly balancers: Balancers;
  readonly deadlines: Deadlines;
}

/** Turns a snapshot into live objects, some routes at a time, so that no request waits for it. */
export class Linker {
  readonly #settings: SnapshotSettings;
  readonly #state: State;
  readonly #matcher = new MatcherBuilder<RouteRuntime>();
  readonly #pools = new Set<string>();
  readonly #balancers = new Set<Balancer>();
  readonly #timeouts = new Set<number>();

  constructor(settings: SnapshotSettings, state: State) {
    this.#settings = settings;
    this.#state = state;
  }

  add(plans: readonly RoutePlan[]): void {
    this.#matcher.add(plans.map((plan) => this.#link(plan)));
  }

  finish(): Runtime {
    this.#state.pools.keepOnly(this.#pools);
    this.#state.balancers.keepOnly(this.#balancers);
    this.#state.deadlines.keepOnly(this.#timeouts);
    return { settings: this.#settings, matcher: this.#matcher.build() };
  }

  #link(plan: RoutePlan): RouteRuntime {
    const { service } = plan;
    const destinations = service.destinations.map(
      (destination) => new Destination(destination, service.connections, service.id, this.#state.pools),
    );
    for (const destination of destinations) for (const key of destination.poolKeys()) this.#pools.add(key);
    const balancer = this.#state.balancers.get(service.id, service.balancer);
    this.#balancers.add(balancer);
    this.#timeouts.add(plan.timeout);
    const deadlines = this.#state.deadlines.queue(plan.timeout);
    return new RouteRuntime(plan, compileTarget(plan), linkSteps(plan), destinations, balancer, deadlines);
  }
}
