import { expect, it } from 'vitest';
import { aggregateOptions } from '../../../../src/primary/config/checks/aggregate-options.js';
import { config } from '../../../../src/shared/config/config.js';

function found(options: object): string[] {
  const parsed = config.parse({ Aggregates: [{ UpstreamPathTemplate: '/', RouteKeys: ['a', 'b'], ...options }] });
  return [...aggregateOptions(parsed)].map(
    ({ severity = 'error', path, message }) => `${severity} ${path.slice(2).join('.')} ${message}`,
  );
}

const entry = { RouteKey: 'b', JsonPath: '$[*].id', Parameter: 'id' };

it.each(['$[*].id', '[0].id', 'list[0].id', '$..id', '$[?(@.a > 1)].id'])('%s is a JSONPath', (JsonPath) => {
  expect(found({ RouteKeysConfig: [{ ...entry, JsonPath }] })).toEqual([]);
});

it.each(['', ' ', '$[', '$..', '$.a.length()', '$[(@.length-1)]'])('%j is none', (JsonPath) => {
  expect(found({ RouteKeysConfig: [{ ...entry, JsonPath }] })).toEqual([
    expect.stringMatching(/^error RouteKeysConfig\.0\.JsonPath .* cannot be read: ./),
  ]);
});

it.each([
  ['c', 'is not in RouteKeys, so its entry has no effect'],
  ['a', 'is called first, so its entry has no effect'],
])('an entry for %s %s', (RouteKey, reason) => {
  expect(found({ RouteKeysConfig: [{ ...entry, RouteKey }] })).toEqual([
    `warning RouteKeysConfig.0.RouteKey RouteKeysConfig: "${RouteKey}" ${reason}`,
  ]);
});

it('a second entry for a key has no effect', () => {
  expect(found({ RouteKeysConfig: [entry, { ...entry, Parameter: 'x' }] })).toEqual([
    'warning RouteKeysConfig.1.RouteKey RouteKeysConfig: "b" has an entry already, so this one has no effect',
  ]);
});

it('a value needs a parameter', () => {
  expect(found({ RouteKeysConfig: [{ ...entry, Parameter: '' }] })).toEqual([
    'error RouteKeysConfig.0.Parameter RouteKeysConfig: Parameter is empty',
  ]);
});

it('merged headers are fields of the whole', () => {
  expect(found({ MergeHeaders: { 'Set-Cookie': 'all', 'Cache-Control': 'first' } })).toEqual([]);
  expect(found({ MergeHeaders: { 'Content-Type': 'first', Connection: 'all', 'X Y': 'all' } })).toEqual([
    'error MergeHeaders.Content-Type MergeHeaders: Content-Type describes the answer of one route, not the joined one',
    'error MergeHeaders.Connection MergeHeaders: Connection describes the answer of one route, not the joined one',
    'error MergeHeaders.X Y MergeHeaders: "X Y" is not a header name',
  ]);
});
