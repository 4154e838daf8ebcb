import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { headerTransforms } from '../../../src/primary/config/checks/header-transforms.js';
import { config } from '../../../src/shared/config/config.js';
import { noExtensions } from '../../../src/shared/extensions/extension-names.js';
import type { RoutePlan } from '../../../src/shared/snapshot.js';
import { lines, load, route } from '../config/support.js';

function plan(options: object, global: object = {}): RoutePlan {
  return compile(config.parse({ Routes: [route({ ...options })], GlobalConfiguration: global }), 1).routes[0]!;
}

const literal = (text: string) => [{ kind: 'literal', text }];

describe('header transforms', () => {
  test('of a route without any', () => {
    expect(plan({})).toMatchObject({ requestHeaders: null, responseHeaders: null });
  });

  test('of a route and the global section, without those that have no effect', () => {
    const { requestHeaders } = plan(
      { UpstreamHeaderTransform: { 'X-A': 'route', Host: 'x', 'X-None': '{None}' } },
      { UpstreamHeaderTransform: { 'x-a': 'global', 'X-B': 'a, b' } },
    );
    expect(requestHeaders).toEqual([
      { name: 'X-A', remove: false, replace: [], add: literal('route') },
      { name: 'X-B', remove: false, replace: [{ find: 'a', replacement: literal('b') }], add: null },
    ]);
  });

  test('nothing but such without effect is nothing', () => {
    expect(plan({ UpstreamHeaderTransform: { Host: 'x' } }).requestHeaders).toBeNull();
  });

  test('in a file may be numbers, and objects with names in any case', async () => {
    const transforms = {
      'X-Number': 1.5,
      'X-Yes': true,
      'X-A': { find: 'a', replace: 1 },
      'X-B': [{ REMOVE: 'true' }],
    };
    const { config: loaded, problems } = await load({ Routes: [route({ UpstreamHeaderTransform: transforms })] });
    expect(lines(problems)).toEqual([]);
    expect(loaded?.Routes[0]?.UpstreamHeaderTransform).toEqual({
      'X-Number': '1.5',
      'X-Yes': 'true',
      'X-A': { Find: 'a', Replace: '1' },
      'X-B': [{ Remove: true }],
    });
  });

  test.each([
    [{ 'X-A': ['a'] }, /^error Routes\[0\].DownstreamHeaderTransform.X-A X-A must be a text, an object with/],
    [{ 'X-A': { Fund: 'a' } }, /^error .*unknown option Fund/],
    [{ 'X-A': 'a\nb' }, /^error Routes\[0\].DownstreamHeaderTransform.X-A .* no header can hold/],
    [{ 'X-A': '{None}' }, /^warning Routes\[0\].DownstreamHeaderTransform.X-A .*no placeholder {None}/],
  ])('%j is told', async (transforms, expected) => {
    const { problems } = await load({ Routes: [route({ DownstreamHeaderTransform: transforms })] });
    expect(lines(problems)[0]).toMatch(expected);
  });

  test('of the global section are checked too', async () => {
    const { problems } = await load({ GlobalConfiguration: { UpstreamHeaderTransform: { 'X-A': ', b' } } });
    expect(lines(problems)).toEqual([
      'error GlobalConfiguration.UpstreamHeaderTransform.X-A UpstreamHeaderTransform X-A: the text to look for is empty',
    ]);
  });
});

test.each([
  [{}, {}, null],
  [{ RequestIdKey: '' }, { RequestIdKey: ' ' }, null],
  [{ RequestIdKey: 'X-Own' }, {}, { routeKey: 'x-own', globalKey: null }],
  [{ RequestIdKey: 'X-Own' }, { RequestIdKey: 'X-Id' }, { routeKey: 'x-own', globalKey: 'x-id' }],
  [{}, { RequestIdKey: 'X-Id' }, { routeKey: null, globalKey: 'x-id' }],
])('the request id of %j and %j', (options, global, expected) => {
  expect(plan(options, global).requestId).toEqual(expected);
});

test.each([
  [undefined, { kind: 'service' }],
  ['Service', { kind: 'service' }],
  ['preserve', { kind: 'preserve' }],
  [' shop.test:81 ', { kind: 'literal', value: 'shop.test:81' }],
  ['[::1]:81', { kind: 'literal', value: '[::1]:81' }],
])('HostHeader %j', (HostHeader, expected) => {
  expect(plan({ ...(HostHeader === undefined ? {} : { HostHeader }) }).downstream.hostHeader).toEqual(expected);
});

test.each([
  [{}, {}, 'http://localhost:5000'],
  [{ BaseUrl: 'https://top.test' }, {}, 'https://top.test'],
  [{ BaseUrl: 'https://top.test' }, { BaseUrl: '' }, 'https://top.test'],
  [{ BaseUrl: 'https://top.test' }, { BaseUrl: 'https://global.test/' }, 'https://global.test/'],
])('the base address of %j and %j', (top, global, expected) => {
  expect(compile(config.parse({ ...top, GlobalConfiguration: global }), 1).baseUrl).toBe(expected);
});

test.each([
  [{ HostHeader: 'a b' }, {}, /^error Routes\[0\].HostHeader HostHeader "a b" is no host/],
  [{ HostHeader: 'http://a' }, {}, /is no host/],
  [{ RequestIdKey: 'X Id' }, {}, /^error Routes\[0\].RequestIdKey RequestIdKey "X Id" is no name of a header/],
  [{}, { RequestIdKey: 'Host' }, /^error GlobalConfiguration.RequestIdKey .* a header of the gateway itself/],
  [{}, { BaseUrl: 'http://a\nb' }, /^error GlobalConfiguration.BaseUrl .* no URL can hold/],
])('%j and %j are told', async (options, global, expected) => {
  const { problems } = await load({ Routes: [route(options)], GlobalConfiguration: global });
  expect(lines(problems)).toEqual([expect.stringMatching(expected)]);
});

test.each(['Routes', 'DynamicRoutes', 'Aggregates'])('a transform that cannot be read is found in %s', (section) => {
  const parsed = config.parse({ [section]: [{ UpstreamHeaderTransform: { 'bad name': 'x' } }] });
  expect([...headerTransforms(parsed, noExtensions)].map(({ path }) => path)).toContainEqual([
    section,
    0,
    'UpstreamHeaderTransform',
    'bad name',
  ]);
});
