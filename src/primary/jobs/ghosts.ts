import type { HostRegistry } from '../backplane/host-registry.js';
import type { ControlJobs } from './control-jobs.js';

/**
 * Takes hosts that are gone off the list, with the jobs that wait for them. Every host may do it at any time. Rejects while
 * Redis is away.
 *
 * @param silence ms without a heartbeat after which a host is gone for good
 */
export async function removeGhosts(registry: HostRegistry, jobs: ControlJobs, silence: number): Promise<string[]> {
  const ghosts = await registry.ghosts(silence);
  for (const host of ghosts) {
    await jobs.removeHost(host);
    await registry.forget(host, silence);
  }
  // Another host may have been faster.
  await jobs.keepOnly(await registry.names());
  return ghosts;
}
