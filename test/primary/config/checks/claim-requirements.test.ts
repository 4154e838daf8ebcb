import { expect, it } from 'vitest';
import { claimRequirements } from '../../../../src/primary/config/checks/claim-requirements.js';
import { config } from '../../../../src/shared/config/config.js';
import { route } from '../support.js';

const scheme = { AuthenticationProviderKeys: ['Bearer'] };

function found(options: Readonly<Record<string, unknown>>, rest: object = {}): string[] {
  const parsed = config.parse({ Routes: [route(options)], ...rest });
  return [...claimRequirements(parsed)].map(
    ({ severity, path, message }) => `${severity} ${String(path.at(-1))} ${message}`,
  );
}

it('takes placeholders of path, query and headers, and fixed values', () => {
  const options = {
    AuthenticationOptions: scheme,
    UpstreamPathTemplate: '/{a}?b={b}',
    UpstreamHeaderTemplates: { 'X-C': '{header:c}' },
    RouteClaimsRequirement: { a: '{a}', b: '{b}', c: '{c}', d: 'x{d}', 'http://x/e': 'e' },
  };
  expect(found(options)).toEqual([]);
});

it('warns of a placeholder that the upstream side does not have', () => {
  const options = {
    AuthenticationOptions: scheme,
    UpstreamPathTemplate: '/{userId}',
    RouteClaimsRequirement: { id: '{userid}' },
  };
  expect(found(options)).toEqual([
    "warning id RouteClaimsRequirement: UpstreamPathTemplate '/{userId}' has no placeholder {userid}, so nobody may call",
  ]);
});

it('takes a placeholder that an aggregate gives', () => {
  const options = { Key: 'k', AuthenticationOptions: scheme, RouteClaimsRequirement: { id: '{id}', x: '{x}' } };
  const RouteKeysConfig = [{ RouteKey: 'k', JsonPath: '$.x', Parameter: 'x' }];
  expect(
    found(options, { Aggregates: [{ UpstreamPathTemplate: '/{id}', RouteKeys: ['k'], RouteKeysConfig }] }),
  ).toEqual([]);
});

it.each([
  'RouteClaimsRequirement',
  'AddClaimsToRequest',
  'AddHeadersToRequest',
  'AddQueriesToRequest',
  'ChangeDownstreamPathTemplate',
])('warns of %s where nobody is authenticated', (option) => {
  const options = { [option]: { a: 'Claims[b] > value' } };
  const warning = `warning ${option} ${option} needs a user, but nothing tells who calls, so every request is answered with 403`;
  expect(found(options)).toEqual([warning]);
  expect(found({ ...options, AuthenticationOptions: { AllowAnonymous: true } })).toEqual([warning]);
  expect(found(options, { GlobalConfiguration: { AuthenticationOptions: scheme } })).toEqual([]);
});

it('warns of scopes without effect', () => {
  expect(found({ AuthenticationOptions: { AllowedScopes: ['s'] } })).toEqual([
    'warning AllowedScopes AllowedScopes has no effect: nothing tells who calls',
  ]);
  expect(found({ AuthenticationOptions: { ...scheme, AllowedScopes: ['s'] } })).toEqual([]);
});
