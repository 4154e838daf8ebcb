import { expect, it } from 'vitest';
import { claimsRoute } from '../../support/claims-route.js';
import { callAs, type UserClaims } from '../../support/user.js';

const header = (expression: string) => claimsRoute({ toHeaders: { 'X-User': expression } });

it.each<[string, UserClaims, string]>([
  ['Claims[sub] > value', { sub: 'ann' }, 'ann'],
  ['Claims[role] > value', { role: ['a', 'b'] }, 'a,b'],
  ['Claims[sub] > value[1] > |', { sub: 'a|b|c' }, 'b'],
  ['Claims[sub] > value[2] > ^]-', { sub: 'a-b^c' }, 'c'],
  ['Claims[sub] > value[1]', { sub: 'a|b' }, 'a|b'],
  ['Claims[sub] > value[1] > ', { sub: 'a b' }, 'a b'],
  ['Claims[http://x/role] > value', { 'http://x/role': 'r' }, 'r'],
  ['Claims[sub] > value', { sub: 'Zoë' }, Buffer.from('Zoë').toString('latin1')],
])('%s of %j is %j', async (expression, claims, value) => {
  expect((await callAs(claims, header(expression), '/a')).seen?.headers['x-user']).toBe(value);
});

it.each<[string, UserClaims | null, string]>([
  ['Claims[sub] > value', null, 'Cannot find claim for key: sub'],
  ['Claims[sub] > value', { Sub: 'a' }, 'Cannot find claim for key: sub'],
  ['Claims[sub] > value[2] > |', { sub: 'a|b' }, 'Cannot find claim for key: sub, delimiter: |, index: 2'],
  ['Claims[sub] > value[-1] > |', { sub: 'a|b' }, 'Cannot find claim for key: sub, delimiter: |, index: -1'],
])('%s of %j refuses the request', async (expression, claims, detail) => {
  const call = await callAs(claims, header(expression), '/a');
  expect(call).toEqual({ status: 403, seen: null, error: 'CannotFindClaimError', detail });
});

it('replaces what the client sent, in any spelling', async () => {
  const init = { headers: { 'x-USER': 'forged' } };
  const { seen } = await callAs({ sub: 'ann' }, header('Claims[sub] > value'), '/a', init);
  expect(seen?.headers['x-user']).toBe('ann');
});

it('never lets a claim end the line', async () => {
  const call = await callAs({ sub: 'a\r\nX-Admin: 1' }, header('Claims[sub] > value'), '/a');
  expect([call.status, call.seen, call.error]).toEqual([400, null, 'BadRequestError']);
});

it('describes a body only when there is one', async () => {
  const route = claimsRoute({ toHeaders: { 'Content-Language': 'Claims[lang] > value' } });
  expect((await callAs({ lang: 'de' }, route, '/a')).seen?.headers).not.toHaveProperty('content-language');
  const posted = await callAs({ lang: 'de' }, route, '/a', { method: 'POST', body: 'x' });
  expect(posted.seen?.headers['content-language']).toBe('de');
});
