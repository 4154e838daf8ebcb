import type { RoutePlan, SnapshotSettings } from '../../shared/snapshot.js';
import { AddressSet } from '../addresses/address-set.js';
import type { Balancer } from '../balance/balancer.js';
import { Candidates } from '../balance/candidates.js';
import type { Registry } from '../extensions/registry.js';
import { Transport } from '../forward/transport.js';
import { known } from '../headers/known-values.js';
import { ResponseTransform } from '../headers/response-transform.js';
import { MatcherBuilder } from '../match/matcher.js';
import { type LinkContext, linkAnswerSteps, linkSteps, type Step } from '../pipeline.js';
import { callTimeout, Resilience } from '../resilience/resilience.js';
import type { RetryBudget } from '../resilience/retry-budget.js';
import type { RouteBreakers } from '../resilience/route-breakers.js';
import { compileTarget } from '../target/compile-target.js';
import { Destination } from './destination.js';
import { RouteRuntime } from './route.js';
import type { Runtime } from './runtime.js';
import { ServiceRuntime } from './service.js';
import type { State } from './state.js';

/** Milliseconds for the hooks of a request that has no route yet: the default of routes. */
const withoutRoute = 90_000;

/** Turns a snapshot into live objects, some routes at a time, so that no request waits for it. */
export class Linker {
  readonly #settings: SnapshotSettings;
  readonly #state: State;
  readonly #extensions: Registry;
  readonly #context: LinkContext;
  readonly #matcher = new MatcherBuilder<RouteRuntime>();
  readonly #services = new Map<string, ServiceRuntime>();
  readonly #routes = new Set<string>();
  readonly #pools = new Set<string>();
  readonly #balancers = new Set<Balancer>();
  readonly #timeouts = new Set<number>();
  readonly #breakers = new Set<RouteBreakers>();
  readonly #budgets = new Set<RetryBudget>();
  readonly #regions = new Set<string>();
  #lastSteps: readonly Step[] = [];

  constructor(settings: SnapshotSettings, state: State, extensions: Registry) {
    this.#settings = settings;
    this.#state = state;
    this.#extensions = extensions;
    this.#context = { settings, state, extensions };
    this.#timeouts.add(withoutRoute);
  }

  add(plans: readonly RoutePlan[]): void {
    this.#matcher.add(plans.map((plan) => ({ upstream: plan.upstream, route: this.#link(plan) })));
  }

  finish(): Runtime {
    this.#state.pools.keepOnly(this.#pools);
    this.#state.jars.keepOnly(this.#routes);
    this.#state.balancers.keepOnly(this.#balancers);
    this.#state.deadlines.keepOnly(this.#timeouts);
    this.#state.schemes.keepOnly(this.#settings.authentication);
    this.#state.breakers.keepOnly(this.#breakers);
    this.#state.budgets.keepOnly(this.#budgets);
    this.#state.cache.keepOnly(this.#regions);
    const { trustedProxies } = this.#settings.forwardedHeaders;
    return {
      settings: this.#settings,
      extensions: this.#extensions,
      deadlines: this.#state.deadlines.queue(withoutRoute),
      matcher: this.#matcher.build(),
      trustedProxies: trustedProxies.length === 0 ? null : new AddressSet(trustedProxies),
    };
  }

  #link(plan: RoutePlan): RouteRuntime {
    this.#routes.add(plan.id);
    this.#timeouts.add(plan.timeout);
    if (plan.aggregation?.partTimeout != null) this.#timeouts.add(plan.aggregation.partTimeout);
    if (plan.cache !== null) this.#regions.add(plan.cache.region);
    const deadlines = this.#state.deadlines.queue(plan.timeout);
    const context = this.#context;
    const responseHeaders =
      plan.responseHeaders === null ? null : new ResponseTransform(plan.responseHeaders, known(context));
    const members = plan.members?.map(({ key, route }) => ({ key, route: this.#link(route) })) ?? null;
    return new RouteRuntime({
      plan,
      target: compileTarget(plan),
      steps: this.#shared(linkSteps(plan, context)),
      answerSteps: linkAnswerSteps(plan, context),
      service: this.#service(plan),
      deadlines,
      resilience: this.#resilience(plan),
      responseHeaders,
      members,
    });
  }

  /** The list of the route before when it is the same, so that thousands of plain routes read one that is in the cache. */
  #shared(steps: readonly Step[]): readonly Step[] {
    const last = this.#lastSteps;
    const isSame = steps.length === last.length && steps.every((step, index) => step === last[index]);
    if (!isSame) this.#lastSteps = steps;
    return this.#lastSteps;
  }

  #resilience(plan: RoutePlan): Resilience | null {
    if (plan.qos === null && plan.retry === null) return null;
    const timeout = callTimeout(plan);
    if (timeout !== null) this.#timeouts.add(timeout);
    const resilience = new Resilience(plan, this.#state);
    if (resilience.breakers !== null) this.#breakers.add(resilience.breakers);
    if (resilience.retry !== null) this.#budgets.add(resilience.retry.budget);
    return resilience;
  }

  /** Routes of one service have the same transport: it is part of the service's id. */
  #service(route: RoutePlan): ServiceRuntime {
    const plan = route.service;
    const known = this.#services.get(plan.id);
    if (known !== undefined) return known;
    const transport = new Transport(route, this.#state.pools, this.#state.jars);
    const destinations = plan.destinations.map((destination) => new Destination(destination, transport));
    for (const destination of destinations) for (const key of destination.poolKeys()) this.#pools.add(key);
    const balancer = this.#state.balancers.get(plan.balancer, this.#extensions);
    this.#balancers.add(balancer);
    const service = new ServiceRuntime(plan, new Candidates(destinations), balancer);
    this.#services.set(plan.id, service);
    return service;
  }
}
