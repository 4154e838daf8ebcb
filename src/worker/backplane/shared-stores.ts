import { randomBytes } from 'node:crypto';
import type { Counters } from '../../shared/backplane/counters.js';
import { MemoryCounters } from '../../shared/backplane/memory-counters.js';
import type { RateLimitStore } from '../../shared/backplane/rate-limit-store.js';
import { MemoryRateLimits } from '../../shared/backplane/rate-limits/memory-rate-limits.js';
import { LeasedRateLimits } from '../stores/leased-rate-limits.js';
import { RedisCounters } from '../stores/redis-counters.js';
import { RedisRateLimits } from '../stores/redis-rate-limits.js';
import { LoneRateLimits } from './lone-rate-limits.js';
import { RemoteCounters } from './remote-counters.js';
import { RemoteRateLimits } from './remote-rate-limits.js';
import type { WorkerBackplane } from './worker-backplane.js';

/** Where a worker counts. */
export interface SharedStores {
  readonly rateLimits: RateLimitStore;
  /** Scopes without a store of their own are the worker's. */
  readonly counters: Partial<Counters>;
  close(): void;
}

/** Those of a worker that shares nothing. */
export function ownStores(): SharedStores {
  return { rateLimits: new LeasedRateLimits(new MemoryRateLimits()), counters: {}, close: () => {} };
}

/** Each thing is counted where most others see it: in Redis, else by the primary, else, with one worker, where that costs less, right here. */
export function sharedStores(backplane: WorkerBackplane, now: () => number): SharedStores {
  const { plan, redis, peer } = backplane;
  const host = plan.hasPeers ? new RemoteCounters(peer, new MemoryCounters(now)) : null;
  if (redis === null) {
    const remote = new RemoteRateLimits(peer, localLimits(plan.onFailure), plan.hasPeers);
    backplane.recall = (key, until) => remote.recall(key, until);
    const rateLimits = plan.hasPeers ? remote : new LoneRateLimits(remote, new MemoryRateLimits());
    const counters = host === null ? {} : { host };
    return { rateLimits: new LeasedRateLimits(rateLimits), counters, close: () => remote.close() };
  }
  const workerId = `${plan.hostId}-${process.pid}-${randomBytes(4).toString('hex')}`;
  const rateLimits = new RedisRateLimits(redis, { workerId, onFailure: plan.onFailure });
  const cluster = new RedisCounters(redis, workerId, now);
  return {
    rateLimits: new LeasedRateLimits(rateLimits),
    counters: { ...(host === null ? {} : { host }), cluster },
    close: () => {
      cluster.close();
      rateLimits.close();
    },
  };
}

function localLimits(onFailure: 'local' | 'reject'): MemoryRateLimits | null {
  return onFailure === 'local' ? new MemoryRateLimits() : null;
}
