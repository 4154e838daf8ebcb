import { describe, expect, it } from 'vitest';
import type { BreakerStatus } from '../../../src/shared/breaker-status.js';
import type { BreakerPlan } from '../../../src/shared/policies/qos.js';
import { Breakers } from '../../../src/worker/resilience/breakers.js';
import { routePlan } from '../../support/plans.js';

const breaker: BreakerPlan = {
  minimumThroughput: 1,
  breakDuration: 1_000,
  failureRatio: null,
  samplingDuration: 10_000,
  scope: 'route',
};

const route = (path: string, more: Partial<BreakerPlan> = {}) =>
  routePlan({ path, plan: { qos: { timeout: null, breaker: { ...breaker, ...more } } } });

function setUp() {
  const clock = { now: 0 };
  const told: BreakerStatus[] = [];
  return { clock, told, breakers: new Breakers(clock, (status) => told.push(status)) };
}

describe('the circuits of a worker', () => {
  it('are one per route, whatever the destination', () => {
    const { breakers } = setUp();
    const own = breakers.get(route('/a'))!;
    expect(own.at('x:1')).toBe(own.at('y:2'));
    expect(breakers.get(route('/b'))!.at('x:1')).not.toBe(own.at('x:1'));
  });

  it('are one per destination where the route says so', () => {
    const own = setUp().breakers.get(route('/a', { scope: 'destination' }))!;
    expect(own.at('x:1')).toBe(own.at('x:1'));
    expect(own.at('x:1')).not.toBe(own.at('y:2'));
  });

  it('are none without a breaker', () => {
    const { breakers } = setUp();
    expect(breakers.get(routePlan({ path: '/a' }))).toBeNull();
    expect(breakers.get(routePlan({ path: '/a', plan: { qos: { timeout: 100, breaker: null } } }))).toBeNull();
  });

  it('stay while the options of the route stay, and are new with others', () => {
    const { breakers } = setUp();
    const own = breakers.get(route('/a'));
    expect(breakers.get(route('/a'))).toBe(own);
    expect(breakers.get(route('/a', { breakDuration: 2_000 }))).not.toBe(own);
  });

  it('are forgotten when no snapshot uses them', () => {
    const { breakers } = setUp();
    const kept = breakers.get(route('/a'))!;
    const other = breakers.get(route('/b'));
    breakers.keepOnly(new Set([kept]));
    expect(breakers.get(route('/a'))).toBe(kept);
    expect(breakers.get(route('/b'))).not.toBe(other);
  });

  it('do not grow with every destination that ever was', () => {
    const { breakers } = setUp();
    const own = breakers.get(route('/a', { scope: 'destination' }))!;
    for (let i = 0; i < 1_500; i++) own.at(`10.0.0.1:${i}`);
    expect(breakers.snapshot()).toHaveLength(1_000);
  });

  it('tell how they stand', () => {
    const { breakers, clock } = setUp();
    const whole = breakers.get(route('/a'))!;
    const each = breakers.get(route('/b', { scope: 'destination', failureRatio: 0.5, minimumThroughput: 10 }))!;
    clock.now = 100;
    whole.at('x:1').failed(whole.at('x:1').admit());
    each.at('y:2').succeeded(each.at('y:2').admit());
    clock.now = 400;
    expect(breakers.snapshot(1_000_000)).toEqual([
      { route: '/a', destination: null, state: 'open', failures: 1, calls: null, openedAt: 999_700, generation: 1 },
      { route: '/b', destination: 'y:2', state: 'closed', failures: 0, calls: 1, openedAt: null, generation: 0 },
    ]);
  });

  it('tell of every change, and of nothing else', () => {
    const { breakers, clock, told } = setUp();
    const own = breakers.get(route('/a', { scope: 'destination' }))!.at('x:1');
    own.failed(own.admit());
    own.admit();
    clock.now = 1_000;
    own.released(own.admit());
    own.succeeded(own.admit());
    expect(told.map(({ route: name, destination, state }) => [name, destination, state])).toEqual([
      ['/a', 'x:1', 'open'],
      ['/a', 'x:1', 'half-open'],
      ['/a', 'x:1', 'closed'],
    ]);
  });
});
