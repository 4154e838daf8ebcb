import { describe, expect, test } from 'vitest';
import type { HeaderTransform } from '../../../src/shared/config/header-transforms.js';
import type { HeaderText } from '../../../src/shared/policies/header-text.js';
import { readHeaderTransform } from '../../../src/shared/policies/header-transform.js';

const literal = (text: string) => ({ kind: 'literal', text }) as const;
const placeholder = (name: 'BaseUrl' | 'RemoteIpAddress' | 'UpstreamHost' | 'TraceId') =>
  ({ kind: 'placeholder', name }) as const;

function faults(name: string, written: HeaderTransform, direction: 'request' | 'response' = 'request'): string[] {
  return readHeaderTransform(name, written, direction).faults.map(({ severity, message }) => `${severity} ${message}`);
}

describe('a text', () => {
  const added: readonly (readonly [written: string, add: HeaderText | null])[] = [
    ['from-gateway', [literal('from-gateway')]],
    ['', []],
    [' padded ', [literal('padded')]],
    ['{BaseUrl}', [placeholder('BaseUrl')]],
    ['x-{BaseUrl}', [literal('x-{BaseUrl}')]],
    [' {BaseUrl}', [literal('{BaseUrl}')]],
    ['{A}-{B}', null],
    ['{baseurl}', null],
    ['{DownstreamBaseUrl}', null],
  ];
  test.each(added)('without a comma is added: %j', (written, add) => {
    expect(readHeaderTransform('X', written, 'request')).toMatchObject({ remove: false, replace: [], add });
  });

  const replaced: readonly (readonly [written: string, find: string, replacement: HeaderText])[] = [
    ['D, GP', 'D', [literal('GP')]],
    ['a , b', 'a ', [literal('b')]],
    ['cut,', 'cut', []],
    ['a,b,c', 'a', [literal('b')]],
    ['a, {BaseUrl}pay', 'a', [placeholder('BaseUrl'), literal('pay')]],
    [
      'a, {UpstreamHost}/{UpstreamHost}/{BaseUrl}',
      'a',
      [placeholder('UpstreamHost'), literal('/'), placeholder('UpstreamHost'), literal('/{BaseUrl}')],
    ],
  ];
  test.each(replaced)('with a comma is find and replace: %j', (written, find, replacement) => {
    expect(readHeaderTransform('X', written, 'request')).toMatchObject({
      remove: false,
      replace: [{ find, replacement }],
      add: null,
    });
  });

  test('looks for the address of the service in answers only', () => {
    const written = '{DownstreamBaseUrl}, x';
    expect(readHeaderTransform('X', written, 'response').replace[0]?.find).toBeNull();
    expect(readHeaderTransform('X', written, 'request').replace[0]?.find).toBe('{DownstreamBaseUrl}');
    expect(faults('X', written)).toEqual([expect.stringMatching(/^warning .* in answers only$/)]);
  });

  test('sets a header that describes the body of an answer, as in Ocelot', () => {
    expect(readHeaderTransform('Expires', '0', 'response')).toMatchObject({ remove: true, add: [literal('0')] });
    expect(readHeaderTransform('Content-Type', 'a, b', 'response')).toMatchObject({ replace: [], add: null });
  });
});

test('objects say what texts cannot', () => {
  const written = [
    { Find: 'a', Replace: 'b, {BaseUrl} {x}' },
    { Find: '{DownstreamBaseUrl}', Replace: '' },
    { Remove: true, Add: 'no-cache, no-store' },
  ];
  expect(readHeaderTransform('X', written, 'response')).toEqual({
    remove: true,
    replace: [
      { find: 'a', replacement: [literal('b, '), placeholder('BaseUrl'), literal(' '), literal('{x}')] },
      { find: null, replacement: [] },
    ],
    add: [literal('no-cache, no-store')],
    faults: [],
  });
});

const wrong: readonly (readonly [name: string, written: HeaderTransform, expected: RegExp])[] = [
  ['X Y', 'a', /^error "X Y" is no name/],
  ['X', 'a\r\nB: c', /^error .* no header can hold/],
  ['X', '\u20ac', /^error .* no header can hold/],
  ['X', ', b', /^error the text to look for is empty/],
  ['X', 'a, {BaseUrl', /^error .* does not close it/],
  ['X', 'a, {Nobody}', /^warning there is no placeholder {Nobody}: the header stays as it is/],
  ['X', '{Nobody}', /^warning there is no placeholder {Nobody}: the header is not added/],
  ['X', 'a, b, c', /^warning everything after the second comma/],
  ['Host', 'a', /^warning Host is the gateway's own/],
  ['Transfer-Encoding', 'a', /^warning Transfer-Encoding is the gateway's own/],
  ['Sec-WebSocket-Key', 'a', /^warning/],
  ['X', {}, /^error says nothing/],
  ['X', { Remove: false }, /^error says nothing/],
  ['X', { Find: 'a' }, /^error Find and Replace belong together/],
  ['X', { Find: '', Replace: 'a' }, /^error the text to look for is empty/],
  ['X', [{ Add: 'a' }, { Add: 'b' }], /^error Add is given twice/],
  ['X', { Add: '\n' }, /^error .* no header can hold/],
  ['X', { Add: '{upstreamhost}' }, /^warning {upstreamhost} is sent as it is written/],
];
test.each(wrong)('%s: %j', (name, written, expected) => {
  expect(faults(name, written)).toEqual([expect.stringMatching(expected)]);
});
