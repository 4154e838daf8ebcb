import type { Config } from '../../../shared/config/config.js';
import { readPartition } from '../../../shared/policies/rate-limit.js';
import type { Finding } from './check.js';
import { rateLimitOwners } from './rate-limit-owners.js';

/** Every entry of `PartitionBy` says something that a request has. */
export function* rateLimitPartitions(config: Config): Generator<Finding> {
  for (const { path, own } of rateLimitOwners(config)) {
    for (const [index, entry] of (own.PartitionBy ?? []).entries()) {
      if (readPartition(entry) !== null) continue;
      yield {
        path: [...path, 'PartitionBy', index],
        message: `RateLimitOptions.PartitionBy ${JSON.stringify(entry)} is none of client, ip, route, claim:NAME, header:NAME`,
        suggestion: 'Write "client", "ip", "route", "claim:sub" or "header:X-Tenant".',
      };
    }
  }
}
