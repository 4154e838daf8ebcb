import { describe, expect, test } from 'vitest';
import { type EffectiveRoute, effectiveRoute } from '../../../src/primary/compile/effective-route.js';
import { config } from '../../../src/shared/config/config.js';

function effective(
  route: Readonly<Record<string, unknown>>,
  global: Readonly<Record<string, unknown>>,
): EffectiveRoute {
  const { Routes, GlobalConfiguration } = config.parse({ Routes: [route], GlobalConfiguration: global });
  return effectiveRoute(Routes[0]!, GlobalConfiguration);
}

describe('a block of the route and a global one', () => {
  test.each([
    ['neither', {}, {}, null],
    ['global', {}, { QoSOptions: { Timeout: 1 } }, { Timeout: 1 }],
    ['global for other routes', { Key: 'a' }, { QoSOptions: { Timeout: 1, RouteKeys: ['b'] } }, null],
    ['global for keyed routes, and no key', {}, { QoSOptions: { Timeout: 1, RouteKeys: ['b'] } }, null],
    ['global for this route', { Key: 'a' }, { QoSOptions: { Timeout: 1, RouteKeys: ['b', 'a'] } }, { Timeout: 1 }],
    ['keys are compared with regard to case', { Key: 'A' }, { QoSOptions: { Timeout: 1, RouteKeys: ['a'] } }, null],
    ['no keys are all routes', {}, { QoSOptions: { Timeout: 1, RouteKeys: [] } }, { Timeout: 1 }],
    ['route', { QoSOptions: { Timeout: 2 } }, {}, { Timeout: 2 }],
    [
      'route, global for others',
      { QoSOptions: { Timeout: 2 } },
      { QoSOptions: { BreakDuration: 9, RouteKeys: ['x'] } },
      { Timeout: 2 },
    ],
    [
      'both',
      { QoSOptions: { Timeout: 2, MinimumThroughput: 0 } },
      { QoSOptions: { Timeout: 1, BreakDuration: 9 } },
      { Timeout: 2, MinimumThroughput: 0, BreakDuration: 9 },
    ],
  ])('%s', (_, route, global, expected) => {
    const { qos } = effective(route, global);
    if (expected === null) expect(qos).toBeNull();
    else expect(qos).toMatchObject(expected);
  });

  test('nothing is written back', () => {
    const { Routes, GlobalConfiguration } = config.parse({
      Routes: [{ QoSOptions: {} }],
      GlobalConfiguration: { QoSOptions: { Timeout: 1 } },
    });
    expect(effectiveRoute(Routes[0]!, GlobalConfiguration).qos).toMatchObject({ Timeout: 1 });
    expect(Routes[0]!.QoSOptions).toEqual({});
  });
});

describe('rate limit', () => {
  const limit = { Limit: 1, Period: '1m' };

  test.each([
    ['an empty block of the route', {}, undefined, null],
    ['an empty global block', undefined, {}, null],
    ['two empty blocks', {}, {}, null],
    ['an empty block beside a global one', {}, limit, limit],
    ['an empty global block beside one of the route', limit, {}, limit],
  ])('%s counts as none', (_, own, global, expected) => {
    expect(effective({ RateLimitOptions: own }, { RateLimitOptions: global }).rateLimit).toEqual(expected);
  });
});

describe('authentication', () => {
  test.each([
    ['{}', {}, { AuthenticationProviderKeys: ['G'] }, { AuthenticationProviderKeys: ['G'] }],
    [
      'keys',
      { AuthenticationProviderKeys: ['A'] },
      { AuthenticationProviderKeys: ['G'] },
      { AuthenticationProviderKeys: ['A'] },
    ],
    [
      'no keys',
      { AuthenticationProviderKeys: [] },
      { AuthenticationProviderKeys: ['G'] },
      { AuthenticationProviderKeys: ['G'] },
    ],
    [
      'anonymous',
      { AllowAnonymous: true },
      { AuthenticationProviderKeys: ['G'] },
      { AllowAnonymous: true, AuthenticationProviderKeys: ['G'] },
    ],
    [
      'not anonymous',
      { AllowAnonymous: false },
      { AllowAnonymous: true, AuthenticationProviderKeys: ['G'] },
      { AllowAnonymous: false },
    ],
    ['an empty list of scopes requires none', { AllowedScopes: [] }, { AllowedScopes: ['s'] }, { AllowedScopes: [] }],
    ['no list of scopes', {}, { AllowedScopes: ['s'] }, { AllowedScopes: ['s'] }],
  ])('%s', (_, own, global, expected) => {
    expect(effective({ AuthenticationOptions: own }, { AuthenticationOptions: global }).authentication).toMatchObject(
      expected,
    );
  });
});

test.each([
  ['off on the route', { EnableRateLimiting: false }, { Limit: 1 }, null],
  ['off globally', { EnableRateLimiting: true, Limit: 1 }, { EnableRateLimiting: false }, null],
  [
    'merged',
    { Limit: 3, ClientWhitelist: [] },
    { Limit: 1, Period: '1m', ClientWhitelist: ['c'] },
    { Limit: 3, Period: '1m', ClientWhitelist: ['c'] },
  ],
])('a rate limit %s', (_, own, global, expected) => {
  expect(effective({ RateLimitOptions: own }, { RateLimitOptions: global }).rateLimit).toEqual(expected);
});

test.each([
  [
    'of the route',
    { IPBlockedList: ['1.1.1.1'] },
    { IPAllowedList: ['2.2.2.2'] },
    { IPAllowedList: [], IPBlockedList: ['1.1.1.1'] },
  ],
  [
    'of the gateway',
    { ExcludeAllowedFromBlocked: true },
    { IPAllowedList: ['2.2.2.2'] },
    { IPAllowedList: ['2.2.2.2'], ExcludeAllowedFromBlocked: false },
  ],
])('IP lists are taken whole: %s', (_, own, global, expected) => {
  expect(effective({ SecurityOptions: own }, { SecurityOptions: global }).security).toMatchObject(expected);
});

test('without IP lists there are no security options', () => {
  expect(effective({ SecurityOptions: {} }, { SecurityOptions: {} }).security).toBeNull();
});

test('header transforms are merged per name, without regard to case', () => {
  const own = { B: 'route B', c: 'route C' };
  const merged = effective(
    { UpstreamHeaderTransform: own },
    { UpstreamHeaderTransform: { A: 'global A', b: 'global B', C: 'global C' } },
  );
  expect(merged.upstreamHeaders).toEqual({ B: 'route B', c: 'route C', A: 'global A' });
});

test.each([
  [undefined, undefined, 90],
  [undefined, 5, 5],
  [undefined, 0, 90],
  [undefined, -1, 90],
  [3, 5, 3],
  [0, 5, 90],
  [-1, 5, 90],
])('timeout of the route %s, global %s: %i s', (own, global, expected) => {
  expect(effective({ Timeout: own }, { Timeout: global }).timeout).toBe(expected);
});
