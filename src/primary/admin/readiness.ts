import type { HostState } from './host-state.js';

export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly reasons: readonly string[];
}

/** Whether this host should get requests: `unavailable` while draining and with no worker ready, else it serves. */
export function readiness({ draining, workers, refused }: HostState): Readiness {
  if (draining) return { status: 'unavailable', reasons: ['draining'] };
  if (workers.ready === 0) return { status: 'unavailable', reasons: ['no worker is ready'] };
  const reasons: string[] = [];
  if (workers.ready < workers.wanted) reasons.push(`${workers.ready} of ${workers.wanted} workers are ready`);
  if (refused) reasons.push('the configuration files hold errors; the configuration of before is served');
  return { status: reasons.length === 0 ? 'ok' : 'degraded', reasons };
}
