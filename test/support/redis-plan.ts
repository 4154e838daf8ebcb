import type { RedisPlan } from '../../src/shared/redis/plan.js';

/** A plan for one Redis; tests on a busy machine wait longer than a gateway would. */
export function redisPlan(changes: Partial<RedisPlan> = {}): RedisPlan {
  return {
    url: null,
    sentinels: [],
    masterName: 'mymaster',
    sentinelPassword: null,
    cluster: [],
    tls: null,
    keyPrefix: 'test',
    commandTimeout: 500,
    ...changes,
  };
}
