import type { Config } from '../../../shared/config/config.js';
import { balancerType, balancerTypes } from '../../../shared/config/load-balancer-options.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** `LoadBalancerOptions.Type` is a balancer of this gateway. */
export function* balancers(config: Config): Generator<Finding> {
  for (const { path, options } of ownersOf(config)) {
    const type = options.LoadBalancerOptions?.Type;
    if (balancerType(type) !== null) continue;
    const meant = nearest(type!, balancerTypes);
    const message = `LoadBalancerOptions.Type ${JSON.stringify(type)} is not a known load balancer (${balancerTypes.join(', ')})`;
    const own = 'A balancer written in C# has to become an extension, or one of the built-in ones.';
    yield {
      path: [...path, 'LoadBalancerOptions', 'Type'],
      message,
      suggestion: meant === null ? own : `Did you mean ${meant}?`,
    };
  }
}
