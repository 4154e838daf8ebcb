import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { inactiveOptions } from '../../../src/primary/compile/inactive.js';
import { config } from '../../../src/shared/config/config.js';

const scheme = { AuthenticationProviderKeys: ['B'] };

/** Options of a route, of the global section, the paths that are listed, and what blocks the route. */
const cases: readonly (readonly [string, object, object, readonly string[], readonly string[]])[] = [
  [
    'what works',
    {
      Priority: 3,
      UpstreamHost: 'h',
      Timeout: 3,
      Key: 'k',
      Metadata: { x: 1 },
      DangerousAcceptAnyServerCertificateValidator: true,
      LoadBalancerOptions: { Type: 'leastconnection' },
      HttpHandlerOptions: {
        MaxConnectionsPerServer: 3,
        AllowAutoRedirect: true,
        UseCookieContainer: true,
        UseProxy: true,
      },
      QoSOptions: { Timeout: 20, MinimumThroughput: 2, FailureRatio: 0.5 },
      RetryOptions: { Count: 2 },
      DownstreamHttpVersion: '2.0',
      DownstreamHttpVersionPolicy: 'RequestVersionExact',
    },
    { Timeout: 5, Metadata: {}, CacheOptions: { TtlSeconds: 3 } },
    [],
    [],
  ],
  [
    'blocks without effect',
    {
      AuthenticationOptions: {},
      CacheOptions: { TtlSeconds: 0 },
      QoSOptions: { BreakDuration: 1 },
      RateLimitOptions: { EnableRateLimiting: false, Limit: 1 },
      SecurityOptions: {},
      HttpHandlerOptions: { UseProxy: false },
    },
    {},
    [],
    [],
  ],
  ['authentication', { AuthenticationOptions: scheme }, {}, [], []],
  [
    'an anonymous route',
    { AuthenticationOptions: { AllowAnonymous: true } },
    { AuthenticationOptions: { ...scheme, AllowedScopes: ['s'] } },
    [],
    [],
  ],
  [
    'scopes, requirements and claim transformations',
    {
      AuthenticationOptions: { AllowedScopes: ['s'] },
      RouteClaimsRequirement: { a: 'b' },
      AddClaimsToRequest: { a: 'Claims[b] > value' },
      AddHeadersToRequest: { a: 'Claims[b] > value' },
      AddQueriesToRequest: { a: 'Claims[b] > value' },
      ChangeDownstreamPathTemplate: { a: 'Claims[b] > value' },
    },
    {},
    [],
    [],
  ],
  ['a service', { ServiceName: 's' }, {}, ['Routes[0].ServiceName'], ['ServiceName']],
  ['a cache, which works', {}, { CacheOptions: { TtlSeconds: 3 } }, [], []],
  ['quality of service, which works', { QoSOptions: { Timeout: 20 } }, {}, [], []],
  ['tracing', { HttpHandlerOptions: { UseTracing: true } }, {}, ['Routes[0].HttpHandlerOptions.UseTracing'], []],
  ['a rate limit, which works', { RateLimitOptions: { Limit: 1 } }, {}, [], []],
  [
    'what works of handler options, transforms and versions',
    {
      DownstreamHeaderTransform: { A: 'b' },
      DownstreamHttpVersion: '2.0',
      DownstreamHttpVersionPolicy: 'RequestVersionExact',
      SecurityOptions: { IPAllowedList: ['::1'] },
    },
    { HttpHandlerOptions: { AllowAutoRedirect: true }, UpstreamHeaderTransform: { A: 'b' } },
    [],
    [],
  ],
];

describe('one route', () => {
  test.each(cases)('%s', (_, route, global, listed, blockedBy) => {
    const parsed = config.parse({ Routes: [{ UpstreamPathTemplate: '/a', ...route }], GlobalConfiguration: global });
    expect(
      inactiveOptions(parsed)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(listed);
    expect(compile(parsed, 1).routes[0]!.blockedBy).toEqual(blockedBy);
  });
});

test('an option of several routes is listed once', () => {
  const options = { HttpHandlerOptions: { UseTracing: true } };
  const parsed = config.parse({ Routes: [options, {}, options, options] });
  expect(inactiveOptions(parsed)).toEqual([
    {
      path: 'Routes[0].HttpHandlerOptions.UseTracing and 2 more',
      option: 'HttpHandlerOptions.UseTracing',
      restricts: false,
    },
  ]);
});

test('beside routes', () => {
  const parsed = config.parse({
    DynamicRoutes: [{}],
    GlobalConfiguration: { BaseUrl: 'x', ServiceDiscoveryProvider: { Type: 'Consul' } },
    Gateway: { Backplane: { Type: 'redis' }, ForwardedHeaders: { Send: true } },
  });
  expect(inactiveOptions(parsed).map(({ path }) => path)).toEqual([
    'DynamicRoutes',
    'GlobalConfiguration.ServiceDiscoveryProvider',
  ]);
});
