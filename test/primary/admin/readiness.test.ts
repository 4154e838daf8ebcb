import { expect, it } from 'vitest';
import type { HostState } from '../../../src/primary/admin/host-state.js';
import { readiness } from '../../../src/primary/admin/readiness.js';

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
