import { expect, it } from 'vitest';
import { claimsRoute } from '../../support/claims-route.js';
import { startServer } from '../../support/server.js';
import { startService } from '../../support/service.js';
import { believeEverybody, callAs, fieldsOf } from '../../support/user.js';

it('later entries and steps see what is made', async () => {
  const route = claimsRoute(
    {
      toClaims: { A: 'Claims[sub] > value[0] > |', B: 'Claims[A] > value' },
      toHeaders: { 'x-b': 'Claims[B] > value' },
    },
    { plan: { authorization: { scopes: null, claims: [['B', 'registered']] } } },
  );
  const call = await callAs({ sub: 'registered|7', B: 'guest' }, route, '/a');
  expect([call.status, call.seen?.headers['x-b']]).toEqual([200, 'registered']);
});

it('replaces the first claim of the type and keeps further ones', async () => {
  const route = claimsRoute({
    toClaims: { role: 'Claims[sub] > value' },
    toHeaders: { 'x-role': 'Claims[role] > value' },
  });
  const { seen } = await callAs({ sub: 'new', role: ['a', 'b'] }, route, '/a');
  expect(seen?.headers['x-role']).toBe('b,new');
});

it('refuses without the claim', async () => {
  const route = claimsRoute({ toClaims: { a: 'Claims[b] > value' } });
  expect(await callAs({ a: '1' }, route, '/a')).toMatchObject({ status: 403, error: 'CannotFindClaimError' });
  expect((await callAs(null, route, '/a')).status).toBe(403);
});

it('changes no user that another request shares', async () => {
  believeEverybody();
  const service = await startService();
  const made = claimsRoute(
    { toClaims: { role: 'Claims[sub] > value' }, toHeaders: { 'x-role': 'Claims[role] > value' } },
    { path: '/made', destinations: [service.port] },
  );
  const plain = claimsRoute(
    { toHeaders: { 'x-role': 'Claims[role] > value' } },
    { path: '/plain', destinations: [service.port] },
  );
  const server = await startServer([made, plain]);
  const role = async (path: string) => {
    const answer = await fetch(`${server.url}${path}`, { headers: fieldsOf({ sub: 'new', role: ['a'] }) });
    return ((await answer.json()) as { headers: Record<string, string> }).headers['x-role'];
  };
  expect([await role('/made'), await role('/made'), await role('/plain')]).toEqual(['new', 'new', 'a']);
  await server.drain(100);
  await service.close();
});
