import type { Config } from '../../../shared/config/config.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

const policies = ['RequestVersionExact', 'RequestVersionOrHigher', 'RequestVersionOrLower'];

/** `DownstreamHttpVersion` is a digit, optionally with another one; the policy is one of three. Source: Ocelot, validation of routes. */
export function* httpVersions(config: Config): Generator<Finding> {
  for (const { path, options } of ownersOf(config)) {
    const version = options.DownstreamHttpVersion ?? '';
    if (version !== '' && !/^\d([.,]\d)?$/.test(version)) {
      const message = `DownstreamHttpVersion is not in the correct format: ${JSON.stringify(version)}`;
      yield { path: [...path, 'DownstreamHttpVersion'], message, suggestion: 'Write "1.0", "1.1" or "2.0".' };
    }
    const policy = options.DownstreamHttpVersionPolicy ?? '';
    if (policy !== '' && !policies.includes(policy)) {
      const message = `DownstreamHttpVersionPolicy is not in the correct format: ${JSON.stringify(policy)}`;
      const meant = nearest(policy, policies);
      const suggestion = meant === null ? `Write ${policies.join(', or ')}.` : `Did you mean ${meant}?`;
      yield { path: [...path, 'DownstreamHttpVersionPolicy'], message, suggestion };
    }
  }
}
