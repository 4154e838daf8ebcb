import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';
import { ownersOf } from './owners.js';

/** Ocelot starts with a negative lifetime and then answers 500; here it does not start. */
export function* connectionLifetimes(config: Config): Generator<Finding> {
  for (const { path, options } of ownersOf(config)) {
    const seconds = options.HttpHandlerOptions?.PooledConnectionLifetimeSeconds ?? 0;
    if (seconds >= 0) continue;
    const message = `PooledConnectionLifetimeSeconds must not be negative, but is ${seconds}`;
    const where = [...path, 'HttpHandlerOptions', 'PooledConnectionLifetimeSeconds'];
    yield { path: where, message, suggestion: 'Write 0 to use each connection once, or leave it out (120).' };
  }
}
