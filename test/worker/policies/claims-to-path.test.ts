import { expect, it } from 'vitest';
import { claimsRoute } from '../../support/claims-route.js';
import { callAs } from '../../support/user.js';

const route = claimsRoute(
  { toPath: { userId: 'Claims[sub] > value[1] > |' } },
  { path: '/users/{userId}', to: '/users/{userId}/profile' },
);

it.each([
  ['x|77', '/users/77/profile'],
  ['x|a/b?c', '/users/a%2Fb%3Fc/profile'],
])('%j goes into the path as one segment, whatever the client asked for', async (sub, url) => {
  expect((await callAs({ sub }, route, '/users/me')).seen?.url).toBe(url);
  expect((await callAs({ sub }, route, '/users/')).seen?.url).toBe(url);
});

it('refuses a value that would climb', async () => {
  expect((await callAs({ sub: 'x|..' }, route, '/users/me')).status).toBe(400);
});

it('refuses without the claim', async () => {
  expect(await callAs(null, route, '/users/me')).toMatchObject({ status: 403, error: 'CannotFindClaimError' });
});

it('answers 404 when the template has no such placeholder', async () => {
  const odd = claimsRoute({ toPath: { accountId: 'Claims[sub] > value' } }, { path: '/users/{userId}' });
  expect(await callAs({ sub: '5' }, odd, '/users/1')).toMatchObject({
    status: 404,
    error: 'CouldNotFindPlaceholderError',
  });
});
