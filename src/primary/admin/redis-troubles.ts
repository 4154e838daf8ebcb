import type { RedisCondition, RedisState } from '../../shared/redis/link.js';
import type { WorkerReport } from '../../shared/worker-report.js';
import type { HostState, ProcessState } from './host-state.js';

const words = {
  connecting: 'is away',
  away: 'is away',
  full: 'is full',
  denied: 'denies a command',
  busy: 'is too slow',
  available: '',
} as const satisfies Record<RedisCondition, string>;

const SHARED = 'Redis';
const CACHE = 'The Redis of cached answers';

/** What is wrong with Redis, as this host sees it; its workers have connections of their own. */
export function redisTroubles({ redis, processes }: Pick<HostState, 'redis' | 'processes'>): readonly string[] {
  const shared =
    redis !== null && redis.condition !== 'available'
      ? [sentence(SHARED, redis)]
      : troublesOf(SHARED, processes, (report) => report.redis);
  return [...shared, ...troublesOf(CACHE, processes, (report) => report.cacheRedis)];
}

/** What workers say, each trouble once. */
function troublesOf(
  name: string,
  processes: readonly ProcessState[],
  stateIn: (report: WorkerReport) => RedisState | null,
): string[] {
  const workers = new Map<string, number[]>();
  for (const { pid, report } of processes) {
    const state = report === null ? null : stateIn(report);
    if (state === null || state.condition === 'available' || state.condition === 'connecting') continue;
    const trouble = sentence(name, state);
    workers.set(trouble, [...(workers.get(trouble) ?? []), pid]);
  }
  return [...workers].map(
    ([trouble, pids]) => `${trouble} (${pids.length === 1 ? 'worker' : 'workers'} ${pids.join(', ')})`,
  );
}

function sentence(name: string, { condition, reason }: RedisState): string {
  return `${name} ${words[condition]}${condition === 'full' ? '' : `: ${reason}`}`;
}
