/** How one of several destinations is chosen. */
export interface BalancerPlan {
  readonly type: 'NoLoadBalancer' | 'RoundRobin';
}
