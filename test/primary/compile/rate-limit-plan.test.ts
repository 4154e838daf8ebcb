import { expect, it, test } from 'vitest';
import { routePlan } from '../../../src/primary/compile/route-plan.js';
import { globalConfiguration } from '../../../src/shared/config/global-configuration.js';
import { route } from '../../../src/shared/config/route.js';

const planOf = (options: object | undefined, global: object = {}, more: object = {}) =>
  routePlan(
    route.parse({ UpstreamPathTemplate: '/a', RateLimitOptions: options, ...more }),
    0,
    globalConfiguration.parse(global),
  ).rateLimit;

it('has the defaults of Ocelot', () => {
  expect(planOf({ Limit: 3, Period: '1m' })).toEqual({
    rule: { algorithm: 'FixedWindow', limit: 3, period: 60_000, wait: 0, leased: false },
    ruleText: '3/1m/w0ms',
    keyHead: 'Ocelot.RateLimiting_',
    keyTail: expect.stringMatching(/^:.*\/a.*_3\/1m\/w0ms$/),
    partitionBy: [{ kind: 'client' }],
    clientIdHeader: 'oc-client',
    whitelist: [],
    headers: true,
    draftHeaders: false,
    statusCode: 429,
    message: 'API calls quota exceeded! Maximum admitted 3 per 1m.',
  });
});

it('takes what the route says', () => {
  const options = {
    Limit: -5,
    Period: '1.5s',
    Wait: '2m',
    KeyPrefix: 'p',
    PartitionBy: ['ip', 'header:X-A'],
    ClientIdHeader: 'X-Id',
    ClientWhitelist: ['a'],
    EnableHeaders: false,
    DraftHeaders: true,
    StatusCode: 420,
    QuotaMessage: '{1}{0}{0}{2}',
    Mode: 'leased',
  };
  expect(planOf(options)).toMatchObject({
    rule: { limit: 5, period: 1_500, wait: 120_000, leased: true },
    ruleText: '5/1.5s/w2m',
    keyHead: 'p_',
    keyTail: expect.stringMatching(/_5\/1\.5s\/w2m\/ip\+header:X-A$/),
    partitionBy: [{ kind: 'ip' }, { kind: 'header', name: 'x-a' }],
    clientIdHeader: 'x-id',
    whitelist: ['a'],
    headers: false,
    draftHeaders: true,
    statusCode: 420,
    message: '1.5s55{2}',
  });
});

it('shows clients the message and the period as they are written', () => {
  expect(planOf({ Limit: 3, Period: ' 3s ', QuotaMessage: ' {0} per {1}!\n' })).toMatchObject({
    rule: { period: 3_000 },
    message: ' 3 per  3s !\n',
  });
});

test.each([
  ['nothing is written', undefined, {}, {}],
  ['the route says so', { EnableRateLimiting: false, Limit: 1 }, {}, {}],
  ['the global block says so', { Limit: 1 }, { RateLimitOptions: { EnableRateLimiting: false } }, {}],
  ['the global block is for others', undefined, { RateLimitOptions: { Limit: 1, RouteKeys: ['b'] } }, { Key: 'a' }],
])('there is no limit when %s', (_, options, global, more) => {
  expect(planOf(options, global, more)).toBeNull();
});

it('completes the route by the global block', () => {
  const global = { RateLimitOptions: { Limit: 9, Period: '1h', StatusCode: 420, RouteKeys: ['a'] } };
  expect(planOf({ Limit: 2 }, global, { Key: 'a' })).toMatchObject({ ruleText: '2/1h/w0ms', statusCode: 420 });
  expect(planOf(undefined, global, { Key: 'a' })).toMatchObject({ ruleText: '9/1h/w0ms' });
});

it('has another counter for another algorithm, which has no wait and gives no leases', () => {
  const plan = planOf({ Limit: 2, Period: '1s', Wait: '5s', Algorithm: 'TokenBucket', Mode: 'leased' })!;
  expect(plan.rule).toEqual({ algorithm: 'TokenBucket', limit: 2, period: 1_000, wait: 0, leased: false });
  expect(plan.keyTail).toMatch(/_2\/1s\/w5s\/TokenBucket$/);
});

it('has periods of at least a millisecond', () => {
  expect(planOf({ Limit: 2, Period: '0s' })!.rule.period).toBe(1);
});

it('says how many calls may be in flight', () => {
  expect(planOf({ Limit: 2, Algorithm: 'Concurrency' })!.message).toBe(
    'API calls quota exceeded! Maximum admitted 2 at the same time.',
  );
});
