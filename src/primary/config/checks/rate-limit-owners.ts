import type { Config } from '../../../shared/config/config.js';
import type { RateLimitOptions } from '../../../shared/config/rate-limit-options.js';
import { inherited, mergeBlock, unlessEmpty } from '../../compile/merge-block.js';
import type { Path } from '../path.js';
import { type Owner, ownersOf } from './owners.js';

/** A block of rate limit options that is on. */
export interface RateLimitOwner {
  readonly owner: Owner;
  readonly path: Path;
  /** As written. */
  readonly own: RateLimitOptions;
  /** With what comes from the global block. */
  readonly merged: RateLimitOptions;
}

export function* rateLimitOwners(config: Config): Generator<RateLimitOwner> {
  const global = unlessEmpty(config.GlobalConfiguration.RateLimitOptions);
  for (const owner of ownersOf(config)) {
    const own = unlessEmpty(owner.options.RateLimitOptions);
    if (own === undefined) continue;
    const above = isGlobal(owner) ? undefined : inherited(owner.key, global);
    if (own.EnableRateLimiting === false || above?.EnableRateLimiting === false) continue;
    yield { owner, path: [...owner.path, 'RateLimitOptions'], own, merged: mergeBlock(own, above)! };
  }
}

export function isGlobal({ path }: Owner): boolean {
  return path[0] === 'GlobalConfiguration';
}
