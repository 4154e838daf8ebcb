import type { Config } from '../../../shared/config/config.js';
import { maxWeight } from '../../../shared/config/host-and-port.js';
import { type BalancerType, balancerType } from '../../../shared/config/load-balancer-options.js';
import { inherited, mergeBlock } from '../../compile/merge-block.js';
import type { Finding } from './check.js';

/** Balancers for which all destinations are equal. */
const unweighted: ReadonlySet<BalancerType | null> = new Set([
  'NoLoadBalancer',
  'RoundRobin',
  'LeastConnection',
  'PowerOfTwoChoices',
]);

/** `Weight` is in its range, and the balancer of the route goes by it. */
export function* weights(config: Config): Generator<Finding> {
  const global = config.GlobalConfiguration.LoadBalancerOptions;
  for (const [index, route] of config.Routes.entries()) {
    const places = route.DownstreamHostAndPorts;
    for (const [place, { Weight }] of places.entries()) {
      if (Weight >= 1 && Weight <= maxWeight) continue;
      yield {
        path: ['Routes', index, 'DownstreamHostAndPorts', place, 'Weight'],
        message: `Weight ${Weight} is not a number from 1 to ${maxWeight}`,
        suggestion:
          Weight < 1 ? 'Take the entry out when it must get no requests.' : 'Divide all weights of the route.',
      };
    }
    if (places.every(({ Weight }) => Weight === 1)) continue;
    const type = balancerType(mergeBlock(route.LoadBalancerOptions, inherited(route.Key, global))?.Type);
    if (!unweighted.has(type)) continue;
    yield {
      severity: 'warning',
      path: ['Routes', index, 'DownstreamHostAndPorts'],
      message: `Weight does nothing: ${type} does not go by it`,
      suggestion: 'Write "LoadBalancerOptions": { "Type": "WeightedRoundRobin" }.',
    };
  }
}
