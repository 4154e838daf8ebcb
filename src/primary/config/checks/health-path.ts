import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

/** `Gateway.Health.Path` is a plain path. */
export function* healthPath(config: Config): Generator<Finding> {
  const path = config.Gateway.Health.Path;
  if (path === null || /^\/[^?#{}\s]*$/.test(path)) return;
  yield {
    path: ['Gateway', 'Health', 'Path'],
    message: `Health.Path ${JSON.stringify(path)} is not a path`,
    suggestion: 'Write "/health".',
  };
}
