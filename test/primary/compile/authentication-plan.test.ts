import { expect, it } from 'vitest';
import { authenticationPlan } from '../../../src/primary/compile/authentication-plan.js';
import { effectiveRoute } from '../../../src/primary/compile/effective-route.js';
import { load, route } from '../config/support.js';

const secret = Buffer.alloc(32, 7).toString('base64');
const scheme = { ValidAudience: 'api', SigningKeys: [{ Value: secret }] };
const Authentication = { Schemes: { A: scheme, G: scheme } };

it.each<[string, object | undefined, object | undefined, readonly string[] | null]>([
  ['nothing', undefined, undefined, null],
  ['the global list', undefined, { AuthenticationProviderKeys: ['G'] }, ['g']],
  ['an empty block', {}, { AuthenticationProviderKeys: ['G'] }, ['g']],
  ['an empty list', { AuthenticationProviderKeys: [] }, { AuthenticationProviderKeys: ['G'] }, ['g']],
  ['a list of blanks', { AuthenticationProviderKeys: ['', ' '] }, { AuthenticationProviderKeys: ['G'] }, ['g']],
  ['a list of its own', { AuthenticationProviderKeys: ['A'] }, { AuthenticationProviderKeys: ['G'] }, ['a']],
  ['a key over a list', { AuthenticationProviderKey: 'A' }, { AuthenticationProviderKeys: ['G'] }, ['a']],
  ['a list over a key', { AuthenticationProviderKeys: ['A'] }, { AuthenticationProviderKey: 'G' }, ['a']],
  ['key and list', { AuthenticationProviderKey: 'G', AuthenticationProviderKeys: ['A'] }, undefined, ['g', 'a']],
  ['a name twice', { AuthenticationProviderKeys: ['A', ' a ', 'G'] }, undefined, ['a', 'g']],
  ['anonymous', { AllowAnonymous: true }, { AuthenticationProviderKeys: ['G'] }, null],
  ['anonymous everywhere', undefined, { AuthenticationProviderKeys: ['G'], AllowAnonymous: true }, null],
  [
    'not anonymous after all',
    { AllowAnonymous: false },
    { AuthenticationProviderKeys: ['G'], AllowAnonymous: true },
    ['g'],
  ],
  ['a global list for other routes', undefined, { AuthenticationProviderKeys: ['G'], RouteKeys: ['R2'] }, null],
  ['a global list for this route', undefined, { AuthenticationProviderKeys: ['G'], RouteKeys: ['R1'] }, ['g']],
])('%s', async (_name, AuthenticationOptions, global, schemes) => {
  const { config } = await load({
    Authentication,
    Routes: [route({ Key: 'R1', ...(AuthenticationOptions === undefined ? {} : { AuthenticationOptions }) })],
    ...(global === undefined ? {} : { GlobalConfiguration: { AuthenticationOptions: global } }),
  });
  const plan = authenticationPlan(effectiveRoute(config!.Routes[0]!, config!.GlobalConfiguration));
  expect(plan?.schemes ?? null).toEqual(schemes);
});
