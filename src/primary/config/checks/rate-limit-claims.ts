import type { Config } from '../../../shared/config/config.js';
import { inherited, mergeBlock } from '../../compile/merge-block.js';
import type { Finding } from './check.js';
import { isGlobal, rateLimitOwners } from './rate-limit-owners.js';

/** Only a user has claims: on a route without authentication a quota by claim is one for all. */
export function* rateLimitClaims(config: Config): Generator<Finding> {
  const global = config.GlobalConfiguration.AuthenticationOptions;
  for (const { owner, path, merged } of rateLimitOwners(config)) {
    if (isGlobal(owner)) continue;
    const claim = merged.PartitionBy?.find((entry) => entry.startsWith('claim:'));
    if (claim === undefined) continue;
    const authentication = mergeBlock(owner.options.AuthenticationOptions, inherited(owner.key, global));
    const keys = authentication?.AuthenticationProviderKeys ?? [];
    if (authentication?.AllowAnonymous !== true && keys.some((key) => key.trim() !== '')) continue;
    yield {
      severity: 'warning',
      path: [...path, 'PartitionBy'],
      message: `RateLimitOptions.PartitionBy has ${JSON.stringify(claim)}, but the route ${owner.name} authenticates nobody: all its requests share one quota`,
      suggestion: 'Write AuthenticationOptions, or count by "client" or "ip".',
    };
  }
}
