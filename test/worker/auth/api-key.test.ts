import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { ApiKeyPlan } from '../../../src/shared/policies/schemes/api-key.js';
import { ApiKey } from '../../../src/worker/auth/api-key.js';
import { requestWith } from '../../support/request.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const plan: ApiKeyPlan = {
  kind: 'ApiKey',
  name: 'Keys',
  header: 'x-api-key',
  query: null,
  keys: [
    { name: 'ann', digest: digest('key-of-ann'), claims: [['role', ['admin', 'user']]] },
    { name: 'bob', digest: digest('key-of-bob'), claims: [] },
  ],
};

it('finds the user of a key', () => {
  const user = new ApiKey(plan).authenticate(requestWith({ 'x-api-key': 'key-of-ann' }));
  expect(user).toMatchObject({ scheme: 'Keys', name: 'ann' });
  expect(user!.claims.values('role')).toEqual(['admin', 'user']);
});

it.each([
  '',
  'key-of-an',
  'key-of-annx',
  'KEY-OF-ANN',
  'key-of-ann, key-of-bob',
  digest('key-of-ann'),
  'x'.repeat(5_000),
])('knows nobody by %j', (key) => {
  expect(new ApiKey(plan).authenticate(requestWith({ 'x-api-key': key }))).toBeNull();
});

it('knows nobody without a key', () => {
  expect(new ApiKey(plan).authenticate(requestWith({}, 'x-api-key=key-of-ann'))).toBeNull();
});

it.each<[string, string | null]>([
  ['key=key-of-ann', 'ann'],
  ['a=1&key=key%2Dof%2Dann&b', 'ann'],
  ['KEY=key-of-ann', null],
  ['key=key-of-ann&key=key-of-bob', null],
  ['key=%', null],
])('in the query %s is %s', (query, name) => {
  const scheme = new ApiKey({ ...plan, header: null, query: 'key' });
  expect(scheme.authenticate(requestWith({ 'x-api-key': 'key-of-bob' }, query))?.name ?? null).toBe(name);
});

it('goes by the header when both may hold it', () => {
  const scheme = new ApiKey({ ...plan, query: 'key' });
  expect(scheme.authenticate(requestWith({ 'x-api-key': 'wrong' }, 'key=key-of-ann'))).toBeNull();
  expect(scheme.authenticate(requestWith({}, 'key=key-of-ann'))?.name).toBe('ann');
});
