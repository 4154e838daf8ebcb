import type { Config } from '../../../shared/config/config.js';
import { balancerType, balancerTypes } from '../../../shared/config/load-balancer-options.js';
import type { ExtensionNames } from '../../../shared/extensions/extension-names.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { extensionBlock } from './extension-block.js';
import { ownersOf } from './owners.js';

/** `LoadBalancerOptions.Type` is a balancer of this gateway, or of an extension. */
export function* balancers(config: Config, extensions: ExtensionNames | null): Generator<Finding> {
  if (extensions === null) return;
  const own = new Set(extensions.loadBalancers.map((name) => name.toLowerCase()));
  for (const { path, options } of ownersOf(config)) {
    const type = options.LoadBalancerOptions?.Type;
    if (balancerType(type) !== null || own.has(type!.toLowerCase())) continue;
    const meant = nearest(type!, balancerTypes);
    const message = `LoadBalancerOptions.Type ${JSON.stringify(type)} is not a known load balancer (${balancerTypes.join(', ')})`;
    const block = extensionBlock('loadBalancers', type!, '() => ({ lease: ({ destinations }) => destinations[0] })');
    const write = `A balancer written in C# becomes an extension, ${block}, or one of the built-in ones.`;
    yield {
      path: [...path, 'LoadBalancerOptions', 'Type'],
      message,
      suggestion: meant === null ? write : `Did you mean ${meant}?`,
    };
  }
}
