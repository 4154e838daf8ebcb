import type { HostState } from './host-state.js';
import { redisTroubles } from './redis-troubles.js';

export const readinessStatuses = ['ok', 'degraded', 'unavailable'] as const;

export interface Readiness {
  readonly status: (typeof readinessStatuses)[number];
  readonly reasons: readonly string[];
}

/**
 * Whether this host should get requests: `unavailable` while draining, with no worker ready, and with Redis away where limits
 * then refuse; else it serves.
 */
export function readiness(state: HostState): Readiness {
  const { draining, workers, refused, redis, onFailure } = state;
  if (draining) return { status: 'unavailable', reasons: ['draining'] };
  if (workers.ready === 0) return { status: 'unavailable', reasons: ['no worker is ready'] };
  const reasons: string[] = [...redisTroubles(state)];
  const isAway = redis !== null && (redis.condition === 'away' || redis.condition === 'connecting');
  if (isAway && onFailure === 'reject') return { status: 'unavailable', reasons };
  if (workers.ready < workers.wanted) reasons.push(`${workers.ready} of ${workers.wanted} workers are ready`);
  if (refused) reasons.push('the configuration files hold errors; the configuration of before is served');
  return { status: reasons.length === 0 ? 'ok' : 'degraded', reasons };
}
