import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';
import { rateLimitOwners } from './rate-limit-owners.js';

/** Options of one algorithm do nothing for another: `Wait` and `Mode: "leased"` are the fixed window's, and calls in flight have no period. */
export function* rateLimitAlgorithms(config: Config): Generator<Finding> {
  for (const { path, own, merged } of rateLimitOwners(config)) {
    const { Algorithm = 'FixedWindow' } = merged;
    if (Algorithm === 'FixedWindow') continue;
    if (own.Mode === 'leased' || (own.Algorithm !== undefined && merged.Mode === 'leased')) {
      yield {
        path: [...path, 'Mode'],
        message: `RateLimitOptions.Mode "leased" works with the algorithm FixedWindow only, not with ${Algorithm}`,
        suggestion: 'Write "exact", or choose "FixedWindow".',
      };
    }
    if (given(own.Wait)) yield withoutEffect('Wait', Algorithm, [...path, 'Wait']);
    if (Algorithm === 'Concurrency' && given(own.Period)) yield withoutEffect('Period', Algorithm, [...path, 'Period']);
  }
}

function given(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

function withoutEffect(option: string, algorithm: string, path: Finding['path']): Finding {
  const message = `RateLimitOptions.${option} does nothing with the algorithm ${algorithm}`;
  return { severity: 'warning', path, message, suggestion: 'Leave it out.' };
}
