import { describe, expect, test } from 'vitest';
import { convert } from '../../../src/primary/config/convert.js';
import { load } from './support.js';

function text(content: unknown): string {
  const { text, problems } = convert('ocelot.json', typeof content === 'string' ? content : JSON.stringify(content));
  expect(problems).toEqual([]);
  return text!;
}

describe('old names', () => {
  const inRoute = (options: object): object => ({ Routes: [options] });

  test.each<[string, object, object]>([
    ['ReRoutes', { ReRoutes: [], DynamicReRoutes: [] }, { Routes: [], DynamicRoutes: [] }],
    [
      'ReRouteIsCaseSensitive',
      { ReRoutes: [{ ReRouteIsCaseSensitive: true }] },
      inRoute({ RouteIsCaseSensitive: true }),
    ],
    [
      'those of aggregates',
      { Aggregates: [{ ReRouteKeys: ['a'], ReRouteKeysConfig: [{ ReRouteKey: 'a' }], ReRouteIsCaseSensitive: true }] },
      { Aggregates: [{ RouteKeys: ['a'], RouteKeysConfig: [{ RouteKey: 'a' }], RouteIsCaseSensitive: true }] },
    ],
    [
      'FileCacheOptions replaces CacheOptions',
      inRoute({ FileCacheOptions: { TtlSeconds: 1 }, CacheOptions: { Region: 'x' } }),
      inRoute({ CacheOptions: { TtlSeconds: 1 } }),
    ],
    [
      'RateLimitRule, with old names in it',
      { DynamicRoutes: [{ RateLimitRule: { PeriodTimespan: 2.5 } }] },
      { DynamicRoutes: [{ RateLimitOptions: { Wait: '2.5s' } }] },
    ],
    [
      'AuthenticationProviderKey becomes a list',
      inRoute({ AuthenticationOptions: { AuthenticationProviderKey: 'A' } }),
      inRoute({ AuthenticationOptions: { AuthenticationProviderKeys: ['A'] } }),
    ],
    [
      'AuthenticationProviderKey goes in front of a list',
      inRoute({ AuthenticationOptions: { AuthenticationProviderKey: 'A', AuthenticationProviderKeys: ['B'] } }),
      inRoute({ AuthenticationOptions: { AuthenticationProviderKeys: ['A', 'B'] } }),
    ],
    [
      'AuthenticationProviderKey goes into an empty list',
      inRoute({ AuthenticationOptions: { AuthenticationProviderKeys: [], AuthenticationProviderKey: 'A' } }),
      inRoute({ AuthenticationOptions: { AuthenticationProviderKeys: ['A'] } }),
    ],
    [
      'those of circuit breakers',
      {
        GlobalConfiguration: {
          QoSOptions: { DurationOfBreak: 9, ExceptionsAllowedBeforeBreaking: 2, TimeoutValue: 3 },
        },
      },
      { GlobalConfiguration: { QoSOptions: { BreakDuration: 9, MinimumThroughput: 2, Timeout: 3 } } },
    ],
    [
      'those of rate limits',
      inRoute({
        RateLimitOptions: {
          PeriodTimespan: '1',
          DisableRateLimitHeaders: true,
          HttpStatusCode: 418,
          QuotaExceededMessage: 'no',
          RateLimitCounterPrefix: 'p',
        },
      }),
      inRoute({
        RateLimitOptions: { Wait: '1s', EnableHeaders: false, StatusCode: 418, QuotaMessage: 'no', KeyPrefix: 'p' },
      }),
    ],
    [
      'an inverted switch written as text',
      inRoute({ RateLimitOptions: { DisableRateLimitHeaders: 'False' } }),
      inRoute({ RateLimitOptions: { EnableHeaders: true } }),
    ],
    [
      'empty ones are left out',
      inRoute({
        Key: 'a',
        QoSOptions: { TimeoutValue: null },
        FileCacheOptions: null,
        RateLimitOptions: { QuotaExceededMessage: ' ', QuotaMessage: 'yes' },
      }),
      inRoute({ Key: 'a', QoSOptions: {}, RateLimitOptions: { QuotaMessage: 'yes' } }),
    ],
    [
      'an empty FileCacheOptions is left out',
      inRoute({ FileCacheOptions: {}, CacheOptions: { TtlSeconds: 60 } }),
      inRoute({ CacheOptions: { TtlSeconds: 60 } }),
    ],
  ])('%s', (_, before, after) => {
    expect(JSON.parse(text(before))).toEqual(after);
  });

  test('beside the new name, where they mean the same, are an error', () => {
    const { text, problems } = convert('ocelot.json', '{ "ReRoutes": [], "Routes": [] }');
    expect(text).toBeNull();
    expect(problems).toMatchObject([{ severity: 'error', location: 'ocelot.json:1:15' }]);
  });
});

test('keeps comments, white space, unknown properties, dictionaries and trailing commas; spells names as usual', () => {
  const before = `\uFEFF// of 2019
{
  "reroutes": [ /* two */
    {
      "upstreampathtemplate": "/a", // a
      "FileCacheOptions": { "ttlseconds": 5 },
      // gone with what it is about
      "QoSOptions": {
        "DurationOfBreak": 9, // old
        "BreakDuration": 1
      },
      "UpstreamHeaderTransform": { "key": "priority" },
      "custom": { "reroutes": 1, "key": 2 },
    },
  ],
}
`;
  expect(text(before)).toBe(`// of 2019
{
  "Routes": [ /* two */
    {
      "UpstreamPathTemplate": "/a", // a
      "CacheOptions": { "TtlSeconds": 5 },
      // gone with what it is about
      "QoSOptions": {
        "BreakDuration": 9 // old
      },
      "UpstreamHeaderTransform": { "key": "priority" },
      "custom": { "reroutes": 1, "key": 2 },
    },
  ],
}
`);
});

test('counts what it changes', () => {
  const { changes, isVeryOld } = convert(
    'x',
    '{ "ReRoutes": [{ "ReRouteIsCaseSensitive": true, "key": "a" }, { "ReRouteIsCaseSensitive": false }] }',
  );
  expect([...changes]).toEqual([
    ['ReRoutes -> Routes', 1],
    ['ReRouteIsCaseSensitive -> RouteIsCaseSensitive', 2],
    ['key -> Key', 1],
  ]);
  expect(isVeryOld).toBe(true);
  expect(convert('x', '{ "Routes": [{ "FileCacheOptions": {} }] }').isVeryOld).toBe(false);
});

test('a second time changes nothing', () => {
  const once = text('{ "reRoutes": [ { "QoSOptions": { "TimeoutValue": 5, "Timeout": 6 }, "key": "a" } ] }');
  expect(convert('x', once)).toMatchObject({ text: once, changes: new Map() });
});

test.each(['{ "Routes": ', '[]', '{ "Routes": [], "routes": [] }'])('%j stays unwritten', (content) => {
  const { text, problems } = convert('x', content);
  expect(text).toBeNull();
  expect(problems.length).toBeGreaterThan(0);
});

test('the result means the same and is loaded without a notice', async () => {
  const before = {
    ReRoutes: [
      {
        upstreamPathTemplate: '/a/{id}',
        DownstreamPathTemplate: '/{id}',
        DownstreamScheme: 'http',
        DownstreamHostAndPorts: [{ Host: 'a', Port: '80' }],
        ReRouteIsCaseSensitive: 'true',
        FileCacheOptions: { TtlSeconds: 15, Region: 'a' },
        QoSOptions: { ExceptionsAllowedBeforeBreaking: 3, DurationOfBreak: 1000, TimeoutValue: 5000 },
        RateLimitOptions: { EnableRateLimiting: true, Period: '1s', PeriodTimespan: 1, Limit: 1 },
      },
    ],
    GlobalConfiguration: { RateLimitOptions: { DisableRateLimitHeaders: false, QuotaExceededMessage: 'slow' } },
  };
  const original = await load(before);
  const modern = await load(text(before));
  expect(original.problems.some(({ severity }) => severity === 'notice')).toBe(true);
  expect(modern.problems).toEqual(original.problems.filter(({ severity }) => severity !== 'notice'));
  expect(modern.config).toEqual(original.config);
  expect(modern.config).not.toBeNull();
});
