import { describe, expect, it } from 'vitest';
import type { HostState, ProcessState } from '../../../src/primary/admin/host-state.js';
import { readiness } from '../../../src/primary/admin/readiness.js';
import type { RedisState } from '../../../src/shared/redis/link.js';
import { workerReport } from '../../support/worker-report.js';

const healthy: HostState = {
  draining: false,
  snapshot: 1,
  workers: { ready: 2, wanted: 2 },
  refused: false,
  host: 'h',
  redis: null,
  onFailure: 'local',
  processes: [],
};

it('is ok with every worker ready', () => {
  expect(readiness(healthy)).toEqual({ status: 'ok', reasons: [] });
});

it('is degraded while a worker is missing', () => {
  const { status, reasons } = readiness({ ...healthy, workers: { ready: 1, wanted: 2 } });
  expect(status).toBe('degraded');
  expect(reasons).toEqual(['1 of 2 workers are ready']);
});

it('is degraded while the configuration files hold errors', () => {
  expect(readiness({ ...healthy, refused: true }).status).toBe('degraded');
});

it('is unavailable without a worker', () => {
  expect(readiness({ ...healthy, workers: { ready: 0, wanted: 2 } }).status).toBe('unavailable');
});

it('is unavailable while draining, whatever the workers do', () => {
  expect(readiness({ ...healthy, draining: true })).toEqual({ status: 'unavailable', reasons: ['draining'] });
});

it.each(['away', 'connecting'] as const)(
  'is degraded while Redis is %s, and unavailable when limits refuse then',
  (condition) => {
    const state = { ...healthy, redis: { condition, since: 1, reason: 'lost' } };
    expect(readiness(state)).toEqual({ status: 'degraded', reasons: ['Redis is away: lost'] });
    expect(readiness({ ...state, onFailure: 'reject' }).status).toBe('unavailable');
  },
);

it('is degraded while Redis is full', () => {
  expect(readiness({ ...healthy, redis: { condition: 'full', since: 1, reason: 'OOM' } }).status).toBe('degraded');
});

it.each([
  [{ condition: 'denied', reason: 'NOPERM' }, 'Redis denies a command: NOPERM'],
  [{ condition: 'busy', reason: '1000 in flight' }, 'Redis is too slow: 1000 in flight'],
] as const)('is degraded while Redis is %j', (redis, reason) => {
  const state = { ...healthy, redis: { ...redis, since: 1 }, onFailure: 'reject' } as const;
  expect(readiness(state)).toEqual({ status: 'degraded', reasons: [reason] });
});

describe('what its workers say of Redis', () => {
  const available = { condition: 'available', since: 1, reason: null } as const;
  const denied = { condition: 'denied', since: 1, reason: 'NOPERM' } as const;
  const process = (pid: number, redis: RedisState, cacheRedis: RedisState | null = null): ProcessState => ({
    pid,
    state: 'ready',
    snapshot: 1,
    report: workerReport({ redis, cacheRedis }),
  });

  it('degrades the host, with their process ids', () => {
    const processes = [process(7, denied), process(8, available), process(9, denied)];
    const { status, reasons } = readiness({ ...healthy, redis: available, processes });
    expect([status, reasons]).toEqual(['degraded', ['Redis denies a command: NOPERM (workers 7, 9)']]);
  });

  it('tells the Redis of cached answers from the other', () => {
    const away = { condition: 'away', since: 1, reason: 'lost' } as const;
    const processes = [process(7, available, away), process(8, available, available)];
    const { status, reasons } = readiness({ ...healthy, redis: available, processes, onFailure: 'reject' });
    expect([status, reasons]).toEqual(['degraded', ['The Redis of cached answers is away: lost (worker 7)']]);
  });

  it('is not said beside what the primary says, and not before they have connected', () => {
    const redis = { condition: 'away', since: 1, reason: 'lost' } as const;
    const processes = [process(7, denied)];
    expect(readiness({ ...healthy, redis, processes }).reasons).toEqual(['Redis is away: lost']);
    const connecting = { condition: 'connecting', since: 1, reason: 'not connected yet' } as const;
    expect(readiness({ ...healthy, redis: available, processes: [process(7, connecting)] }).status).toBe('ok');
  });
});
