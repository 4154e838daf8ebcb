import type { RedisCondition, RedisState } from '../../shared/redis/link.js';
import type { HostState } from './host-state.js';

const words = {
  connecting: 'Redis is away',
  away: 'Redis is away',
  full: 'Redis is full',
  denied: 'Redis denies a command',
  busy: 'Redis is too slow',
  available: '',
} as const satisfies Record<RedisCondition, string>;

/** What is wrong with Redis, as this host sees it; its workers have connections of their own. */
export function redisTroubles({ redis, processes }: Pick<HostState, 'redis' | 'processes'>): readonly string[] {
  if (redis !== null && redis.condition !== 'available') return [sentence(redis)];
  const workers = new Map<string, number[]>();
  for (const { pid, report } of processes) {
    const state = report?.redis ?? null;
    if (state === null || state.condition === 'available' || state.condition === 'connecting') continue;
    const trouble = sentence(state);
    workers.set(trouble, [...(workers.get(trouble) ?? []), pid]);
  }
  return [...workers].map(
    ([trouble, pids]) => `${trouble} (${pids.length === 1 ? 'worker' : 'workers'} ${pids.join(', ')})`,
  );
}

function sentence({ condition, reason }: RedisState): string {
  return condition === 'full' ? words.full : `${words[condition]}: ${reason}`;
}
