import { expect, test } from 'vitest';
import { parseClaimExpression } from '../../src/shared/claim-expression.js';

test.each([
  ['Claims[CustomerId] > value', { claimType: 'CustomerId', index: 0, delimiter: null }],
  ['Claims[sub] > value[1] > |', { claimType: 'sub', index: 1, delimiter: '|' }],
  ['Claims[sub] > value[-1] > |', { claimType: 'sub', index: -1, delimiter: '|' }],
  ['Claims[sub] > value[1]', { claimType: 'sub', index: 0, delimiter: null }],
  ['Claims[http://x/role] > value', { claimType: 'http://x/role', index: 0, delimiter: null }],
  ['Claims[sub] > anything', { claimType: 'sub', index: 0, delimiter: null }],
  ['Claims[sub]', null],
  ['Cheese[x] > value', null],
  ['claims[sub] > value', null],
  ['Claims[sub] > value[x] > |', null],
  ['a fixed text', null],
  ['', null],
])('%j is %j', (text, expected) => {
  expect(parseClaimExpression(text)).toEqual(expected);
});
