import { availableParallelism } from 'node:os';
import type { Gateway } from '../../shared/config/gateway.js';

/** How many workers run; `auto` is one per core that this process may use. */
export function workerCount({ Workers }: Gateway): number {
  return Workers === 'auto' ? availableParallelism() : Workers;
}
