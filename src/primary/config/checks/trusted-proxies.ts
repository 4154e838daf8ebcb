import type { Config } from '../../../shared/config/config.js';
import { parseIpRange } from '../../../shared/ip-range.js';
import type { Finding } from './check.js';

/** Entries of `Gateway.ForwardedHeaders.TrustedProxies` can be read. */
export function* trustedProxies(config: Config): Generator<Finding> {
  for (const [place, entry] of config.Gateway.ForwardedHeaders.TrustedProxies.entries()) {
    if (parseIpRange(entry) !== null) continue;
    const message = `TrustedProxies entry ${JSON.stringify(entry)} is no address, range, mask or CIDR block`;
    yield {
      path: ['Gateway', 'ForwardedHeaders', 'TrustedProxies', place],
      message,
      suggestion: 'Write "10.0.0.1" or "10.0.0.0/8".',
    };
  }
}
