import type { BalancerScope } from '../config/load-balancer-options.js';
import type { CounterStore } from './counter-store.js';

/** The counters of a worker, by who shares them; without a wider store the next narrower one stands in. */
export type Counters = Readonly<Record<BalancerScope, CounterStore>>;
