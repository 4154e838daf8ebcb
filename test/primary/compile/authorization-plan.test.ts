import { expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';

function plan(own: object, global: object = {}) {
  const route = { UpstreamPathTemplate: '/a', DownstreamPathTemplate: '/b', ...own };
  return compile(config.parse({ Routes: [route], GlobalConfiguration: global }), 1).routes[0]!.authorization;
}

const scheme = { AuthenticationProviderKeys: ['Bearer'] };

test('the scopes of a route that authenticates, or those of the global section', () => {
  const global = { AuthenticationOptions: { ...scheme, AllowedScopes: ['g'] } };
  expect(plan({ AuthenticationOptions: { ...scheme, AllowedScopes: ['a', 'b'] } }, global)?.scopes).toEqual(['a', 'b']);
  expect(plan({}, global)?.scopes).toEqual(['g']);
});

test.each([
  ['an empty list over a global one', { AllowedScopes: [] }],
  ['an anonymous route', { AllowAnonymous: true, AllowedScopes: ['s'] }],
])('nothing with %s', (_, AuthenticationOptions) => {
  const global = { AuthenticationOptions: { ...scheme, AllowedScopes: ['g'] } };
  expect(plan({ AuthenticationOptions }, global)).toBeNull();
});

test('nothing without options', () => {
  expect(plan({})).toBeNull();
});

test('scopes do not count without a scheme, claims do', () => {
  const own = { AuthenticationOptions: { AllowedScopes: ['s'] }, RouteClaimsRequirement: { 'http://x/role': 'a' } };
  expect(plan(own)).toEqual({ scopes: null, claims: [['http://x/role', 'a']] });
});
