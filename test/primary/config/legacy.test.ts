import { describe, expect, test } from 'vitest';
import { lines, load, route } from './support.js';

const bearer = { ValidAudience: 'api', SigningKeys: [{ Value: Buffer.alloc(32).toString('base64') }] };

describe('names that Ocelot 25 still reads', () => {
  test.each([
    [
      'FileCacheOptions',
      { FileCacheOptions: { TtlSeconds: 60 }, CacheOptions: { Region: 'x' } },
      { CacheOptions: { TtlSeconds: 60 } },
    ],
    [
      'DurationOfBreak',
      { QoSOptions: { DurationOfBreak: 900, BreakDuration: 1 } },
      { QoSOptions: { BreakDuration: 900 } },
    ],
    [
      'ExceptionsAllowedBeforeBreaking',
      { QoSOptions: { ExceptionsAllowedBeforeBreaking: 2 } },
      { QoSOptions: { MinimumThroughput: 2 } },
    ],
    ['TimeoutValue', { QoSOptions: { TimeoutValue: 20 } }, { QoSOptions: { Timeout: 20 } }],
    [
      'PeriodTimespan',
      { RateLimitOptions: { Limit: 1, Period: '1s', PeriodTimespan: 0.7 } },
      { RateLimitOptions: { Wait: '0.7s' } },
    ],
    [
      'DisableRateLimitHeaders',
      { RateLimitOptions: { Limit: 1, Period: '1s', DisableRateLimitHeaders: true } },
      { RateLimitOptions: { EnableHeaders: false } },
    ],
    [
      'DisableRateLimitHeaders',
      { RateLimitOptions: { Limit: 1, Period: '1s', DisableRateLimitHeaders: 'False' } },
      { RateLimitOptions: { EnableHeaders: true } },
    ],
    [
      'HttpStatusCode',
      { RateLimitOptions: { Limit: 1, Period: '1s', HttpStatusCode: 418, StatusCode: 429 } },
      { RateLimitOptions: { StatusCode: 418 } },
    ],
    [
      'QuotaExceededMessage',
      { RateLimitOptions: { Limit: 1, Period: '1s', QuotaExceededMessage: 'no' } },
      { RateLimitOptions: { QuotaMessage: 'no' } },
    ],
    [
      'RateLimitCounterPrefix',
      { RateLimitOptions: { Limit: 1, Period: '1s', RateLimitCounterPrefix: 'p' } },
      { RateLimitOptions: { KeyPrefix: 'p' } },
    ],
    [
      'AuthenticationProviderKey',
      { AuthenticationOptions: { AuthenticationProviderKey: 'A', AuthenticationProviderKeys: ['B'] } },
      { AuthenticationOptions: { AuthenticationProviderKeys: ['A', 'B'] } },
    ],
  ])('%s', async (name, options, expected) => {
    const { config, problems } = await load({
      Authentication: { Schemes: { A: bearer, B: bearer } },
      Routes: [route(options)],
    });
    expect(config!.Routes[0]).toMatchObject(expected);
    expect(problems).toMatchObject([
      { severity: 'notice', message: expect.stringMatching(new RegExp(`^${name} is the old name of`)) },
    ]);
  });

  test('FileCacheOptions replaces the whole block', async () => {
    const { config } = await load({
      Routes: [route({ FileCacheOptions: { TtlSeconds: 60 }, CacheOptions: { Region: 'x' } })],
    });
    expect(config!.Routes[0]!.CacheOptions).toEqual({ TtlSeconds: 60 });
  });

  test('an empty FileCacheOptions leaves the block as it is', async () => {
    const { config } = await load({ Routes: [route({ FileCacheOptions: {}, CacheOptions: { TtlSeconds: 60 } })] });
    expect(config!.Routes[0]!.CacheOptions).toEqual({ TtlSeconds: 60 });
  });

  test('RateLimitRule of a dynamic route, and blocks of the global section', async () => {
    const { config, problems } = await load({
      DynamicRoutes: [{ ServiceName: 's', RateLimitRule: { Limit: 1, Period: '1s', PeriodTimespan: 2 } }],
      GlobalConfiguration: { QoSOptions: { durationofbreak: 700 } },
    });
    expect(config!.DynamicRoutes[0]!.RateLimitOptions).toEqual({ Limit: 1, Period: '1s', Wait: '2s' });
    expect(config!.GlobalConfiguration.QoSOptions).toEqual({ BreakDuration: 700 });
    expect(problems.map(({ path }) => path)).toEqual([
      'DynamicRoutes[0].RateLimitRule',
      'DynamicRoutes[0].RateLimitOptions.PeriodTimespan',
      'GlobalConfiguration.QoSOptions.DurationOfBreak',
    ]);
  });

  test('blank values say nothing', async () => {
    const options = {
      AuthenticationOptions: { AuthenticationProviderKey: '' },
      QoSOptions: { TimeoutValue: null },
      RateLimitOptions: { Limit: 1, Period: '1s', QuotaExceededMessage: ' ', QuotaMessage: 'yes' },
    };
    const { config, problems } = await load({ Routes: [route(options)] });
    expect(problems).toEqual([]);
    expect(config!.Routes[0]!.AuthenticationOptions).toEqual({});
    expect(config!.Routes[0]!.RateLimitOptions).toMatchObject({ QuotaMessage: 'yes' });
  });

  test('are told once, however often they stand there', async () => {
    const routes = ['/a', '/b', '/c'].map((path) =>
      route({ UpstreamPathTemplate: path, QoSOptions: { TimeoutValue: 20 } }),
    );
    expect(lines((await load({ Routes: routes })).problems)).toEqual([
      'notice Routes[0].QoSOptions.TimeoutValue TimeoutValue is the old name of Timeout (3 times, first here)',
    ]);
  });
});

describe('names of versions 13 to 15', () => {
  test('are read', async () => {
    const { config, problems } = await load({
      ReRoutes: [route({ Key: 'a', ReRouteIsCaseSensitive: true }), route({ Key: 'b', UpstreamPathTemplate: '/b' })],
      DynamicReRoutes: [{ ServiceName: 's' }],
      Aggregates: [
        {
          UpstreamPathTemplate: '/x',
          ReRouteKeys: ['b', 'a'],
          ReRouteIsCaseSensitive: true,
          ReRouteKeysConfig: [{ ReRouteKey: 'a', JsonPath: '$', Parameter: 'p' }],
        },
      ],
    });
    expect(config!.Routes[0]).toMatchObject({ Key: 'a', RouteIsCaseSensitive: true });
    expect(config!.DynamicRoutes).toHaveLength(1);
    expect(config!.Aggregates[0]).toMatchObject({
      RouteKeys: ['b', 'a'],
      RouteIsCaseSensitive: true,
      RouteKeysConfig: [{ RouteKey: 'a' }],
    });
    expect(problems).toHaveLength(7);
    expect(problems.every(({ severity }) => severity === 'notice')).toBe(true);
  });

  test('beside the new name are an error', async () => {
    const { config, problems } = await load({ ReRoutes: [route()], Routes: [] });
    expect(config).toBeNull();
    expect(lines(problems)).toEqual(['error ReRoutes ReRoutes is the old name of Routes, and both are given']);
  });
});
