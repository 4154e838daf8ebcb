import { expect, it } from 'vitest';
import { claimsRoute } from '../../support/claims-route.js';
import { callAs } from '../../support/user.js';

const route = claimsRoute({ toQueries: { CustomerId: 'Claims[c] > value', 'Own&Key': 'Claims[o] > value' } });
const claims = { c: '12', o: 'R&D=x+y z' };
const own = 'Own%26Key=R%26D%3Dx%2By%20z';

it.each([
  ['/a', `/a?CustomerId=12&${own}`],
  ['/a?', `/a?CustomerId=12&${own}`],
  ['/a?q=a%26b&&x', `/a?q=a%26b&&x&CustomerId=12&${own}`],
  ['/a?b=1&customerid=forged&c=%7e', `/a?b=1&CustomerId=12&c=%7e&${own}`],
  ['/a?customerId=f&x=1&%43ustomerId=g', `/a?CustomerId=12&x=1&${own}`],
  ['/a?own%26key', `/a?${own}&CustomerId=12`],
])('%s goes as %s', async (target, sent) => {
  expect((await callAs(claims, route, target)).seen?.url).toBe(sent);
});

it('refuses without the claim', async () => {
  expect(await callAs({ c: '12' }, route, '/a')).toMatchObject({ status: 403, error: 'CannotFindClaimError' });
});
