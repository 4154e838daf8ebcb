import type { BalancerScope } from '../config/load-balancer-options.js';
import type { CounterStore } from './counter-store.js';

/** The counters that a worker may use, by who shares them. */
export type Counters = Readonly<Record<BalancerScope, CounterStore>>;

/** Without a store of its scope a balancer takes the widest one there is. */
export function counters(
  own: CounterStore,
  { worker = own, host = worker, cluster = host }: Partial<Counters>,
): Counters {
  return { worker, host, cluster };
}
