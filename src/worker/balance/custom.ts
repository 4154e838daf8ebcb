import type { BalancerPlan } from '../../shared/policies/balancer.js';
import { clientAddress } from '../client-address.js';
import type { Exchange } from '../exchange.js';
import type { Destination } from '../runtime/destination.js';
import type { Balancer } from './balancer.js';
import type { Candidates } from './candidates.js';
import type { CustomBalancer, FindCustomBalancer, LeaseContext, OfferedDestination } from './custom-balancer.js';

/** Asks a balancer of an extension, which is made at the first request. */
export class Custom implements Balancer {
  #balancer: CustomBalancer | null = null;
  readonly #plan: BalancerPlan;
  readonly #find: FindCustomBalancer;

  constructor(plan: BalancerPlan, find: FindCustomBalancer) {
    this.#plan = plan;
    this.#find = find;
  }

  choose(exchange: Exchange, { destinations }: Candidates): Destination | null | Promise<Destination | null> {
    this.#balancer ??= this.#make();
    const balancer = this.#balancer;
    const leased = balancer.lease(contextOf(exchange, destinations));
    if (!isPromise(leased)) return this.#take(exchange, destinations, balancer, leased);
    return Promise.resolve(leased).then((one) => this.#take(exchange, destinations, balancer, one));
  }

  #make(): CustomBalancer {
    const { custom, name, key, expiry } = this.#plan;
    const factory = this.#find(custom);
    if (factory === null) throw new Error('no extension has it');
    return factory({ name, key, expiry });
  }

  #take(
    exchange: Exchange,
    destinations: readonly Destination[],
    balancer: CustomBalancer,
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
function released(balancer: CustomBalancer, destination: OfferedDestination): void {
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
