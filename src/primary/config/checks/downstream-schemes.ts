import type { Config } from '../../../shared/config/config.js';
import { nearest } from '../suggest.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

const schemes = ['http', 'https', 'ws', 'wss'];

/** `DownstreamScheme` is http, https, ws or wss. */
export function* downstreamSchemes(config: Config): Generator<Finding> {
  for (const { path, options } of ownersOf(config)) {
    const scheme = options.DownstreamScheme?.trim() ?? '';
    if (scheme === '' || schemes.includes(scheme.toLowerCase())) continue;
    const meant = nearest(scheme, schemes);
    const message = `DownstreamScheme must be http, https, ws or wss, not ${JSON.stringify(scheme)}`;
    yield {
      path: [...path, 'DownstreamScheme'],
      message,
      suggestion: meant === null ? null : `Did you mean ${meant}?`,
    };
  }
}
