import { describe, expect, it, test } from 'vitest';
import { effectiveRoute } from '../../../src/primary/compile/effective-route.js';
import { qosPlan } from '../../../src/primary/compile/qos-plan.js';
import { qosValues } from '../../../src/primary/config/checks/qos-values.js';
import { config } from '../../../src/shared/config/config.js';
import type { QoSOptions } from '../../../src/shared/config/qos-options.js';

const plan = (qos: QoSOptions | null) => qosPlan({ qos });

const defaults = {
  minimumThroughput: 100,
  breakDuration: 5_000,
  failureRatio: null,
  samplingDuration: 10_000,
  scope: 'route',
};

describe('the plan of QoSOptions', () => {
  it.each([
    ['nothing', null],
    ['an empty block', {}],
    ['options that do nothing alone', { BreakDuration: 1_000, SamplingDuration: 1_000, Scope: 'destination' as const }],
    ['zeros', { MinimumThroughput: 0, Timeout: 0, FailureRatio: 0 }],
    ['negative numbers', { MinimumThroughput: -1, Timeout: -1, FailureRatio: -1 }],
    ['a ratio with the breaker off', { MinimumThroughput: 0, FailureRatio: 0.5 }],
  ])('is none for %s', (_name, qos) => {
    expect(plan(qos)).toBeNull();
  });

  it('has a breaker with 100 failures beside a timeout', () => {
    expect(plan({ Timeout: 400 })).toEqual({ timeout: 400, breaker: defaults });
  });

  it.each([0, -1])('has no breaker with MinimumThroughput %i, timeout or not', (MinimumThroughput) => {
    expect(plan({ Timeout: 400, MinimumThroughput })).toEqual({ timeout: 400, breaker: null });
  });

  it.each([
    ['MinimumThroughput 1 as it is', { MinimumThroughput: 1 }, { minimumThroughput: 1 }],
    ['BreakDuration 501 as it is', { BreakDuration: 501 }, { breakDuration: 501 }],
    ['BreakDuration 500 as 5000', { BreakDuration: 500 }, { breakDuration: 5_000 }],
    ['FailureRatio 1 as it is', { FailureRatio: 1 }, { failureRatio: 1 }],
    ['FailureRatio 1.1 as 0.5', { FailureRatio: 1.1 }, { failureRatio: 0.5 }],
    ['FailureRatio 0 as none', { FailureRatio: 0 }, { failureRatio: null }],
    ['SamplingDuration 501 as it is', { SamplingDuration: 501 }, { samplingDuration: 501 }],
    ['SamplingDuration 500 as 10000', { SamplingDuration: 500 }, { samplingDuration: 10_000 }],
    ['Scope', { Scope: 'destination' as const }, { scope: 'destination' }],
  ])('takes %s', (_name, options, expected) => {
    expect(plan({ MinimumThroughput: 7, ...options })?.breaker).toEqual({
      ...defaults,
      minimumThroughput: 7,
      ...expected,
    });
  });

  it.each([
    [11, 11],
    [10, 30_000],
    [1, 30_000],
    [86_399_999, 86_399_999],
    [86_400_000, 30_000],
    [0, null],
    [-5, null],
  ])('takes Timeout %i as %s', (Timeout, expected) => {
    expect(plan({ MinimumThroughput: 7, Timeout })?.timeout).toBe(expected);
  });
});

test('a route switches a global breaker off and keeps the global timeout', () => {
  const { Routes, GlobalConfiguration } = config.parse({
    Routes: [{ QoSOptions: { MinimumThroughput: 0 } }],
    GlobalConfiguration: { QoSOptions: { MinimumThroughput: 2, Timeout: 400 } },
  });
  expect(qosPlan(effectiveRoute(Routes[0]!, GlobalConfiguration))).toEqual({ timeout: 400, breaker: null });
});

test('values that are replaced are told of, wherever they stand', () => {
  const found = qosValues(
    config.parse({
      Routes: [
        { QoSOptions: { BreakDuration: 500, FailureRatio: 1.5 } },
        { QoSOptions: { BreakDuration: 501, SamplingDuration: 501, FailureRatio: 1, Timeout: 11 } },
        { QoSOptions: { FailureRatio: -1, Timeout: 0, MinimumThroughput: 0 } },
      ],
      DynamicRoutes: [{ QoSOptions: { SamplingDuration: 500 } }],
      GlobalConfiguration: { QoSOptions: { Timeout: 86_400_000 } },
    }),
  );
  expect([...found].map(({ severity, path, message }) => [severity, path.join('.'), message])).toEqual([
    ['warning', 'Routes.0.QoSOptions.BreakDuration', 'QoSOptions.BreakDuration 500 is not above 500 ms: 5000 is used'],
    ['warning', 'Routes.0.QoSOptions.FailureRatio', 'QoSOptions.FailureRatio 1.5 is not at most 1: 0.5 is used'],
    [
      'warning',
      'DynamicRoutes.0.QoSOptions.SamplingDuration',
      'QoSOptions.SamplingDuration 500 is not above 500 ms: 10000 is used',
    ],
    [
      'warning',
      'GlobalConfiguration.QoSOptions.Timeout',
      'QoSOptions.Timeout 86400000 is not above 10 ms and below a day: 30000 is used',
    ],
  ]);
});
