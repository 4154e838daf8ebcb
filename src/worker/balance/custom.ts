import type {
  LeaseContext,
  LoadBalancer,
  LoadBalancerFactory,
  OfferedDestination,
} from '../../shared/extensions/load-balancer.js';
import type { BalancerPlan } from '../../shared/policies/balancer.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';

/** Asks a balancer of an extension, which is made at the first request. */
export class Custom implements Balancer {
  #balancer: LoadBalancer | null = null;
  readonly #plan: BalancerPlan;
  readonly #factory: LoadBalancerFactory;

  constructor(plan: BalancerPlan, factory: LoadBalancerFactory | undefined) {
    if (factory === undefined) throw new Error(`no extension has the load balancer ${plan.custom}`);
    this.#plan = plan;
    this.#factory = factory;
  }

  choose(exchange: Exchange, { destinations }: Candidates): Destination | null | Promise<Destination | null> {
    this.#balancer ??= this.#make();
    const balancer = this.#balancer;
    const leased = balancer.lease(contextOf(exchange, destinations));
    if (!isPromise(leased)) return this.#take(exchange, destinations, balancer, leased);
    return Promise.resolve(leased).then((one) => this.#take(exchange, destinations, balancer, one));
  }

  #make(): LoadBalancer {
    const { name, key, expiry } = this.#plan;
    return this.#factory({ name, key, expiry });
  }

  #take(
    exchange: Exchange,
    destinations: readonly Destination[],
    balancer: LoadBalancer,
    leased: OfferedDestination | null | undefined,
  ): Destination | null {
    if (leased === null || leased === undefined) return null;
    exchange.hold({ release: () => released(balancer, leased) });
    const destination = destinations.find((one) => one === leased) ?? destinations.find((one) => isSame(one, leased));
    if (destination === undefined) throw new Error('it gave a destination that is not offered');
    return destination;
  }
}

/** An extension's mistake is not the end of the worker. */
function released(balancer: LoadBalancer, destination: OfferedDestination): void {
  try {
    balancer.release?.(destination);
  } catch {}
}

function contextOf(exchange: Exchange, destinations: readonly Destination[]): LeaseContext {
  const { method, path, host } = exchange;
  return {
    ...{ method, path, host, destinations },
    clientAddress: clientAddress(exchange),
    header: (name) => exchange.header(name),
  };
}

function isSame(destination: Destination, leased: OfferedDestination): boolean {
  return destination.host === leased.host && destination.port === leased.port;
}

function isPromise<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as PromiseLike<T> | null)?.then === 'function';
}
