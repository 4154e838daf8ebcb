import type { Counters } from '../../shared/backplane/counters.js';
import type { BalancerPlan } from '../../shared/policies/balancer.js';
import { clientAddress } from '../client-address.js';
import type { Registry } from '../extensions/registry.js';
import type { Balancer } from './balancer.js';
import { Custom } from './custom.js';
import { first } from './first.js';
import { Hashed } from './hashed.js';
import { LeastConnection } from './least-connection.js';
import { PowerOfTwoChoices } from './power-of-two-choices.js';
import { Random } from './random.js';
import { byWeight, inTurn, type Round } from './round.js';
import { RoundRobin } from './round-robin.js';
import { SharedRoundRobin } from './shared-round-robin.js';
import { StickySessions } from './sticky-sessions.js';

/** The balancers of a worker, kept by their plan while a snapshot names it. */
export class Balancers {
  readonly #byPlan = new Map<string, Balancer>();
  readonly #counters: Counters;
  readonly #random: () => number;

  /** @param random from 0 up to, not including, 1 */
  constructor(counters: Counters, random = Math.random) {
    this.#counters = counters;
    this.#random = random;
  }

  get(plan: BalancerPlan, extensions: Registry): Balancer {
    const { type, custom, name, scope, key, expiry } = plan;
    const identity = JSON.stringify([type, custom, name, scope, key, expiry]);
    let balancer = this.#byPlan.get(identity);
    if (balancer === undefined) {
      balancer = this.#make(plan, extensions);
      this.#byPlan.set(identity, balancer);
    }
    return balancer;
  }

  /** Forgets the balancers that are not in use. */
  keepOnly(used: ReadonlySet<Balancer>): void {
    for (const [key, balancer] of this.#byPlan) if (!used.has(balancer)) this.#byPlan.delete(key);
  }

  #make(plan: BalancerPlan, extensions: Registry): Balancer {
    const { type, name, scope, key, expiry } = plan;
    const counters = this.#counters[scope];
    const inOrder = (round: Round): Balancer =>
      scope === 'worker' ? new RoundRobin(round) : new SharedRoundRobin(counters, name, round);
    switch (type) {
      case 'NoLoadBalancer':
        return first;
      case 'RoundRobin':
        return inOrder(inTurn);
      case 'WeightedRoundRobin':
        return inOrder(byWeight);
      case 'LeastConnection':
        return new LeastConnection(counters, name);
      case 'PowerOfTwoChoices':
        return new PowerOfTwoChoices(counters, name, this.#random);
      case 'CookieStickySessions':
        return new StickySessions(counters, name, key, expiry, inOrder(byWeight));
      case 'IpHash':
        return new Hashed((exchange) => clientAddress(exchange) || null, new RoundRobin(byWeight));
      case 'HeaderHash':
        return new Hashed((exchange) => exchange.header(key) || null, new RoundRobin(byWeight));
      case 'Random':
        return new Random(this.#random);
      case 'custom':
        return new Custom(plan, extensions.loadBalancers.get(plan.custom.toLowerCase()));
    }
  }
}
