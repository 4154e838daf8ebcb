import { describe, expect, it } from 'vitest';
import type { AuthorizationPlan } from '../../../src/shared/policies/authorization.js';
import type { RouteSketch } from '../../support/plans.js';
import { callAs, type UserClaims } from '../../support/user.js';

const route = (plan: Partial<AuthorizationPlan>, more: RouteSketch = {}): RouteSketch => ({
  ...more,
  plan: { authorization: { scopes: null, claims: [], ...plan } },
});

describe('scopes', () => {
  const allowed = route({ scopes: ['api.read', 'api', 'b c'] });

  it.each<[string, UserClaims]>([
    ['one of several', { scope: ['x', 'api.read'] }],
    ['one of a list', { scope: '  api.read  api.write  ' }],
    ['one of a list among several values', { scope: ['x', 'y api'] }],
  ])('%s is enough', async (_, claims) => {
    expect((await callAs(claims, allowed, '/a')).status).toBe(200);
  });

  it.each<[string, UserClaims | null]>([
    ['nobody', null],
    ['no scope', { sub: 'api' }],
    ['another case', { scope: 'API' }],
    ['another claim type', { Scope: 'api', scp: 'api' }],
    ['a part of a scope', { scope: 'api.reader' }],
    ['a list that is allowed as one text', { scope: 'b c' }],
  ])('%s is refused', async (_, claims) => {
    expect(await callAs(claims, allowed, '/a')).toMatchObject({ status: 403, error: 'ScopeNotAuthorizedError' });
  });

  it('tells the log what the user has and what he needs', async () => {
    const { detail } = await callAs({ scope: ['a', 'b'] }, allowed, '/a');
    expect(detail).toBe("no one user scope: 'a,b' match with some allowed scope: 'api.read,api,b c'");
  });
});

describe('required claims', () => {
  const registered = route({ claims: [['UserType', 'registered']] });

  it('one value of several is enough', async () => {
    expect((await callAs({ UserType: ['guest', 'registered'] }, registered, '/a')).status).toBe(200);
  });

  it.each<[string, UserClaims | null]>([
    ['nobody', null],
    ['no such claim', { usertype: 'registered' }],
    ['another case', { UserType: 'Registered' }],
    ['a list in one value', { UserType: 'guest,registered' }],
  ])('%s is refused', async (_, claims) => {
    expect(await callAs(claims, registered, '/a')).toMatchObject({
      status: 403,
      error: 'ClaimValueNotAuthorizedError',
    });
  });

  it('all must hold', async () => {
    const both = route({
      claims: [
        ['a', '1'],
        ['b', '2'],
      ],
    });
    expect((await callAs({ a: '1', b: '2' }, both, '/a')).status).toBe(200);
    expect((await callAs({ a: '1', b: '1' }, both, '/a')).detail).toBe(
      'claim value: 1 is not the same as required value: 2 for type: b',
    );
  });

  it('braces inside a longer text are text', async () => {
    const odd = route({ claims: [['a', 'x{id}']] }, { path: '/{id}' });
    expect((await callAs({ a: 'x{id}' }, odd, '/7')).status).toBe(200);
  });
});

describe('a requirement {name}', () => {
  const needs = (more: RouteSketch) => route({ claims: [['id', '{id}']] }, { to: '/x', ...more });

  it.each<[string, RouteSketch, string]>([
    ['of the path', { path: '/users/{id}' }, '/users/a%20b'],
    ['of the query', { path: '/users?id={id}&x={x}' }, '/users?id=a+b&x=1'],
    ['of a header', { headerTemplates: [['x-user', 'u={header:id}']] }, '/a'],
  ])('is the value %s, decoded', async (_, sketch, target) => {
    const init = { headers: { 'x-user': 'u=a b' } };
    expect((await callAs({ id: ['x', 'a b'] }, needs(sketch), target, init)).status).toBe(200);
    expect((await callAs({ id: ['x', 'a%20b', 'a+b'] }, needs(sketch), target, init)).status).toBe(403);
  });

  it('is never met when the template has no such placeholder', async () => {
    const { status, detail } = await callAs({ id: ['{id}', ''] }, needs({ path: '/{Id}' }), '/7');
    expect([status, detail]).toEqual([403, expect.stringContaining('do not contain that variable')]);
  });

  it('is never met when there are several', async () => {
    const twice = needs({ path: '/{id}', headerTemplates: [['x-user', '{header:id}']] });
    const { status, detail } = await callAs({ id: '7' }, twice, '/7', { headers: { 'x-user': '7' } });
    expect([status, detail]).toEqual([403, expect.stringContaining('ambiguous')]);
  });
});

it('OPTIONS needs nothing', async () => {
  const strict = route({ scopes: ['s'], claims: [['a', 'b']] });
  expect((await callAs(null, strict, '/a', { method: 'OPTIONS' })).status).toBe(200);
});
