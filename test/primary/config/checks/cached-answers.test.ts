import { expect, test } from 'vitest';
import { cachedAnswers } from '../../../../src/primary/config/checks/cached-answers.js';
import { formatPath } from '../../../../src/primary/config/path.js';
import { config } from '../../../../src/shared/config/config.js';

const found = (parts: object): string[] =>
  [...cachedAnswers(config.parse(parts))].map(
    ({ severity = 'error', path, suggestion }) =>
      `${severity} ${formatPath(path)}${suggestion ? '' : ' without advice'}`,
  );

const route = (CacheOptions: object | undefined, more: object = {}): object => ({
  Routes: [{ UpstreamPathTemplate: '/a', CacheOptions, ...more }],
});
const authenticated = { AuthenticationOptions: { AuthenticationProviderKeys: ['Bearer'] } };
const header = 'warning Routes[0].CacheOptions.Header';

test.each<[object, string[]]>([
  [route(undefined), []],
  [route({ TtlSeconds: 5, StatusCodes: ['2xx', '404', '5XX'] }), []],
  [route({ TtlSeconds: -5 }), ['warning Routes[0].CacheOptions.TtlSeconds']],
  [route({ StatusCodes: ['2xx', '6xx'] }), ['error Routes[0].CacheOptions.StatusCodes[1]']],
  [route({ StatusCodes: ['20x'] }), ['error Routes[0].CacheOptions.StatusCodes[0]']],
  [
    { GlobalConfiguration: { CacheOptions: { StatusCodes: ['ok'] } } },
    ['error GlobalConfiguration.CacheOptions.StatusCodes[0]'],
  ],
  [
    route({ TtlSeconds: 5, Mode: 'http', EnableContentHashing: true }),
    ['warning Routes[0].CacheOptions.EnableContentHashing'],
  ],
  [route({ TtlSeconds: 5 }, authenticated), [header]],
  [{ ...route(undefined, authenticated), GlobalConfiguration: { CacheOptions: { TtlSeconds: 5 } } }, [header]],
  [{ ...route({ TtlSeconds: 5 }), GlobalConfiguration: authenticated }, [header]],
  [route({ TtlSeconds: 5, Header: 'authorization' }, authenticated), []],
  [route({ TtlSeconds: 5, Mode: 'http' }, authenticated), []],
  [route({ TtlSeconds: 0 }, authenticated), []],
  [{ Gateway: { Cache: { MaxBytes: '1KB', MaxEntryBytes: '2KB' } } }, ['error Gateway.Cache.MaxEntryBytes']],
])('%j: %j', (parts, expected) => {
  expect(found(parts)).toEqual(expected);
});
