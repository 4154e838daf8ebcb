import type { BalancerPlan } from '../../shared/policies/balancer.js';
import type { Balancer } from './balancer.js';
import { first } from './first.js';
import { RoundRobin } from './round-robin.js';

const make = {
  NoLoadBalancer: () => first,
  RoundRobin: () => new RoundRobin(),
} as const satisfies Record<BalancerPlan['type'], () => Balancer>;

/** The balancers of a worker, kept by service while a snapshot names it. */
export class Balancers {
  readonly #byKey = new Map<string, Balancer>();

  get(serviceId: string, plan: BalancerPlan): Balancer {
    const key = `${plan.type}|${serviceId}`;
    let balancer = this.#byKey.get(key);
    if (balancer === undefined) {
      balancer = make[plan.type]();
      this.#byKey.set(key, balancer);
    }
    return balancer;
  }

  /** Forgets the balancers that are not in use. */
  keepOnly(used: ReadonlySet<Balancer>): void {
    for (const [key, balancer] of this.#byKey) if (!used.has(balancer)) this.#byKey.delete(key);
  }
}
