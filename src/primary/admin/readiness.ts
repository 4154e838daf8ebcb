import type { HostState } from './host-state.js';

export interface Readiness {
  readonly status: 'ok' | 'degraded' | 'unavailable';
  readonly reasons: readonly string[];
}

/**
 * Whether this host should get requests: `unavailable` while draining, with no worker ready, and with Redis away where limits
 * then refuse; else it serves.
 */
export function readiness({ draining, workers, refused, redis, onFailure }: HostState): Readiness {
  if (draining) return { status: 'unavailable', reasons: ['draining'] };
  if (workers.ready === 0) return { status: 'unavailable', reasons: ['no worker is ready'] };
  const isAway = redis !== null && (redis.condition === 'away' || redis.condition === 'connecting');
  if (isAway && onFailure === 'reject') return { status: 'unavailable', reasons: [`Redis is away: ${redis.reason}`] };
  const reasons: string[] = [];
  if (isAway) reasons.push(`Redis is away: ${redis.reason}`);
  if (redis?.condition === 'full') reasons.push('Redis is full');
  if (workers.ready < workers.wanted) reasons.push(`${workers.ready} of ${workers.wanted} workers are ready`);
  if (refused) reasons.push('the configuration files hold errors; the configuration of before is served');
  return { status: reasons.length === 0 ? 'ok' : 'degraded', reasons };
}
