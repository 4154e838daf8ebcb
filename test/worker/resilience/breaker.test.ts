import { describe, expect, it } from 'vitest';
import type { BreakerPlan } from '../../../src/shared/policies/qos.js';
import { Breaker, rejected } from '../../../src/worker/resilience/breaker.js';

const inRow: BreakerPlan = {
  minimumThroughput: 2,
  breakDuration: 1_000,
  failureRatio: null,
  samplingDuration: 10_000,
  scope: 'route',
};
const ratio: BreakerPlan = { ...inRow, minimumThroughput: 3, failureRatio: 0.5, samplingDuration: 1_000 };

/** A breaker with a clock that the test moves, and what its state became, in order. */
function setUp(plan: BreakerPlan) {
  const clock = { now: 0 };
  const states: string[] = [];
  const breaker = new Breaker(plan, clock, ({ state }) => states.push(state));
  /** `.` a call that succeeds, `x` one that fails; what the breaker refuses is told as `-`. */
  const calls = (outcomes: string): string =>
    [...outcomes]
      .map((outcome) => {
        const generation = breaker.admit();
        if (generation === rejected) return '-';
        if (outcome === 'x') breaker.failed(generation);
        else breaker.succeeded(generation);
        return outcome;
      })
      .join('');
  return { breaker, clock, states, calls };
}

describe('failures in a row', () => {
  it('open the circuit when there are as many as the throughput', () => {
    const { calls, states } = setUp(inRow);
    expect(calls('xxxx')).toBe('xx--');
    expect(states).toEqual(['open']);
  });

  it('are counted from the last success on', () => {
    const { calls, breaker } = setUp({ ...inRow, minimumThroughput: 3 });
    expect(calls('xx.xx.xxxx')).toBe('xx.xx.xxx-');
    expect(breaker.failures).toBe(3);
  });

  it('may be one', () => {
    expect(setUp({ ...inRow, minimumThroughput: 1 }).calls('.xx')).toBe('.x-');
  });

  it('begin at zero when the circuit has closed again', () => {
    const { calls, clock } = setUp(inRow);
    calls('xx');
    clock.now = 1_000;
    expect(calls('.x.')).toBe('.x.');
  });
});

describe('an open circuit', () => {
  it('refuses until the break is over, to the millisecond', () => {
    const { calls, clock } = setUp(inRow);
    calls('xx');
    clock.now = 999;
    expect(calls('.')).toBe('-');
    clock.now = 1_000;
    expect(calls('.')).toBe('.');
  });

  it('closes after a probe that succeeds', () => {
    const { calls, clock, states } = setUp(inRow);
    calls('xx');
    clock.now = 1_000;
    expect(calls('...')).toBe('...');
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('stays open for another break after a probe that fails', () => {
    const { calls, clock, states } = setUp(inRow);
    calls('xx');
    clock.now = 1_500;
    expect(calls('x.')).toBe('x-');
    clock.now = 2_499;
    expect(calls('.')).toBe('-');
    clock.now = 2_500;
    expect(calls('.')).toBe('.');
    expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
  });

  it('ignores the success of a call from before', () => {
    const { breaker, calls } = setUp(inRow);
    const late = breaker.admit();
    calls('xx');
    breaker.succeeded(late);
    expect(breaker.state).toBe('open');
  });
});

describe('a half-open circuit', () => {
  function halfOpen() {
    const set = setUp(inRow);
    const late = set.breaker.admit();
    set.calls('xx');
    set.clock.now = 1_000;
    return { ...set, late, probe: set.breaker.admit() };
  }

  it('lets one probe through at a time', () => {
    const { breaker, probe } = halfOpen();
    expect(breaker.admit()).toBe(rejected);
    breaker.succeeded(probe);
    expect(breaker.admit()).not.toBe(rejected);
  });

  it('gives the place of a probe without an outcome to the next call', () => {
    const { breaker, probe } = halfOpen();
    breaker.released(probe);
    const next = breaker.admit();
    expect(next).not.toBe(rejected);
    expect(breaker.admit()).toBe(rejected);
    breaker.failed(next);
    expect(breaker.state).toBe('open');
  });

  it('does not hear a probe that gave its place away', () => {
    const { breaker, probe } = halfOpen();
    breaker.released(probe);
    breaker.admit();
    breaker.succeeded(probe);
    breaker.released(probe);
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toBe(rejected);
  });

  it.each(['succeeded', 'failed', 'released'] as const)('does not hear a call from before that %s', (outcome) => {
    const { breaker, late } = halfOpen();
    breaker[outcome](late);
    expect(breaker.state).toBe('half-open');
    expect(breaker.admit()).toBe(rejected);
  });
});

describe('a ratio', () => {
  it.each([
    ['is reached with calls that alternate', ratio, '.x.x..', '.x.x--'],
    ['does not count before enough calls were seen', { ...ratio, minimumThroughput: 8 }, 'xxxxxxx', 'xxxxxxx'],
    ['counts successes before failures', { ...ratio, minimumThroughput: 8 }, '...xxxxx.', '...xxxxx-'],
    ['opens with the failure that makes the calls enough', ratio, 'xxx.', 'xxx-'],
    ['does not open with a success', ratio, 'xx....', 'xx....'],
    ['of 1 wants every call to fail', { ...ratio, failureRatio: 1 }, '.xxxxxx', '.xxxxxx'],
  ])('%s', (_name, plan, outcomes, expected) => {
    expect(setUp(plan).calls(outcomes)).toBe(expected);
  });

  it('forgets calls that are older than the sampling duration', () => {
    const { breaker, calls, clock } = setUp(ratio);
    calls('xx');
    clock.now = 1_000;
    expect([breaker.calls, breaker.failures]).toEqual([2, 2]);
    clock.now = 1_001;
    expect([breaker.calls, breaker.failures]).toEqual([0, 0]);
    expect(calls('x')).toBe('x');
    expect(breaker.state).toBe('closed');
  });

  it('is forgotten with a probe that succeeds, and kept with one that fails', () => {
    const { breaker, calls, clock } = setUp({ ...ratio, samplingDuration: 60_000 });
    calls('xxx');
    clock.now = 1_000;
    calls('x');
    expect([breaker.state, breaker.calls]).toEqual(['open', 4]);
    clock.now = 2_000;
    calls('.');
    expect([breaker.state, breaker.calls]).toEqual(['closed', 0]);
  });
});
