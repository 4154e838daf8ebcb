import type { BalancerScope, BalancerType } from '../config/load-balancer-options.js';

/** How one of several destinations is chosen. */
export interface BalancerPlan {
  /** `custom`: one of an extension. */
  readonly type: BalancerType | 'custom';
  /** The name of a custom one, as written; else empty. */
  readonly custom: string;
  /** What turns, counts and sessions are kept by; it outlives a change of the destinations. */
  readonly name: string;
  /** Who shares turns, counts and sessions. */
  readonly scope: BalancerScope;
  /** The cookie of sticky sessions, the header (lower case) that is hashed, a custom one's `Key`; else empty. */
  readonly key: string;
  /** Milliseconds a sticky session lives without a request, or a custom one's `Expiry`; else 0. */
  readonly expiry: number;
}

/** Always the first destination. */
export const noBalancer: BalancerPlan = {
  type: 'NoLoadBalancer',
  custom: '',
  name: '',
  scope: 'worker',
  key: '',
  expiry: 0,
};
