import type { Config } from '../../../shared/config/config.js';
import {
  type BalancerType,
  balancerType,
  type LoadBalancerOptions,
} from '../../../shared/config/load-balancer-options.js';
import { inherited, mergeBlock } from '../../compile/merge-block.js';
import type { Path } from '../path.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** Balancers that keep nothing that workers could share. */
const unshared: ReadonlySet<BalancerType | null> = new Set(['NoLoadBalancer', 'IpHash', 'HeaderHash', 'Random']);

/** RFC 9110, 5.6.2: what names of fields and of cookies are made of. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** The options of a load balancer fit its type. A block is looked at with what the global one adds to it. */
export function* balancerOptions(config: Config): Generator<Finding> {
  const global = config.GlobalConfiguration.LoadBalancerOptions;
  for (const { path, key, options } of ownersOf(config)) {
    const own = options.LoadBalancerOptions;
    if (own === undefined) continue;
    const merged = own === global ? own : mergeBlock(own, inherited(key, global));
    yield* faults(merged!, [...path, 'LoadBalancerOptions']);
  }
}

function* faults(options: LoadBalancerOptions, path: Path): Generator<Finding> {
  const type = balancerType(options.Type);
  const key = options.Key?.trim() ?? '';
  if (type === 'CookieStickySessions' && options.Expiry !== undefined && options.Expiry <= 0) {
    yield {
      path: [...path, 'Expiry'],
      message: `LoadBalancerOptions.Expiry is ${options.Expiry}: a session must last longer than 0 milliseconds`,
      suggestion: 'Write milliseconds, such as 1200000, or leave it out.',
    };
  }
  if (type === 'HeaderHash' && key === '') {
    yield {
      path: [...path, 'Key'],
      message: 'HeaderHash needs LoadBalancerOptions.Key, the name of the header',
      suggestion: 'Write "Key": "X-Customer-Id", with your header.',
    };
  }
  if ((type === 'HeaderHash' || type === 'CookieStickySessions') && key !== '' && !token.test(key)) {
    const what = type === 'HeaderHash' ? 'header' : 'cookie';
    yield {
      path: [...path, 'Key'],
      message: `LoadBalancerOptions.Key ${JSON.stringify(key)} cannot be the name of a ${what}`,
      suggestion: 'Use letters, digits, "-", "_" and ".".',
    };
  }
  if (options.Scope !== undefined && unshared.has(type)) {
    yield {
      severity: 'warning',
      path: [...path, 'Scope'],
      message: `LoadBalancerOptions.Scope does nothing: ${type} keeps nothing that workers could share`,
      suggestion: 'Leave it out.',
    };
  }
}
