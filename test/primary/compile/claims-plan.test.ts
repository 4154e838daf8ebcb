import { expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';

function plan(own: object) {
  const route = { UpstreamPathTemplate: '/a', DownstreamPathTemplate: '/b', ...own };
  return compile(config.parse({ Routes: [route] }), 1).routes[0]!.claims;
}

test('each kind has its entries, sorted by name without regard to case', () => {
  const value = (claimType: string) => ({ claimType, index: 0, delimiter: null });
  expect(
    plan({
      AddClaimsToRequest: { c: 'Claims[1] > value', A: 'Claims[2] > value', b: 'Claims[3] > value' },
      AddHeadersToRequest: { 'X-A': 'Claims[http://x/role] > value' },
      AddQueriesToRequest: { 'a:b': 'Claims[s] > value[1] > |' },
      ChangeDownstreamPathTemplate: { id: 'Claims[s] > value' },
    }),
  ).toEqual({
    toClaims: [
      ['A', value('2')],
      ['b', value('3')],
      ['c', value('1')],
    ],
    toHeaders: [['X-A', value('http://x/role')]],
    toQueries: [['a:b', { claimType: 's', index: 1, delimiter: '|' }]],
    toPath: [['id', value('s')]],
  });
});

test('nothing without entries', () => {
  expect(plan({ AddHeadersToRequest: {} })).toBeNull();
});
