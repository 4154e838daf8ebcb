import { availableParallelism } from 'node:os';
import { isInstalled } from './processes.js';

/** Which cores the gateway and everything else are held to; `null` lets the kernel choose. */
export interface Cores {
  readonly gateway: string | null;
  readonly others: string | null;
  /** Why processes are not pinned, `null` when they are. */
  readonly notice: string | null;
}

/** The gateway alone on core 0, load generator and backend on the others. */
export function chooseCores(): Cores {
  const count = availableParallelism();
  const unpinned = (reason: string): Cores => ({
    gateway: null,
    others: null,
    notice: `Not pinned to cores: ${reason}`,
  });
  if (!isInstalled('taskset')) return unpinned('taskset is not installed (Debian: apt-get install util-linux).');
  if (count < 2) return unpinned('this machine has one core; gateway, backend and load share it.');
  return { gateway: '0', others: count === 2 ? '1' : `1-${count - 1}`, notice: null };
}
