import { expect, test } from 'vitest';
import { readPartition } from '../../../src/shared/policies/rate-limit.js';

test.each([
  ['client', { kind: 'client' }],
  ['ip', { kind: 'ip' }],
  ['route', { kind: 'route' }],
  ['claim:sub', { kind: 'claim', name: 'sub' }],
  ['claim:http://example.com/claims/Id', { kind: 'claim', name: 'http://example.com/claims/Id' }],
  ['header:X-Tenant', { kind: 'header', name: 'x-tenant' }],
  ['header: X-Tenant ', { kind: 'header', name: 'x-tenant' }],
  ['Client', null],
  ['claim:', null],
  ['claim: ', null],
  ['header:', null],
  ['header:X Tenant', null],
  ['cookie:a', null],
  ['', null],
])('%j', (text, expected) => {
  expect(readPartition(text)).toEqual(expected);
});
