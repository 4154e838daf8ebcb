import { expect, test } from 'vitest';
import { balancerPlan } from '../../../src/primary/compile/balancer-plan.js';
import { effectiveRoute } from '../../../src/primary/compile/effective-route.js';
import { config } from '../../../src/shared/config/config.js';
import { noBalancer } from '../../../src/shared/policies/balancer.js';

function plan(options: object | undefined, route: object = {}) {
  const { Routes, GlobalConfiguration } = config.parse({ Routes: [{ LoadBalancerOptions: options, ...route }] });
  return balancerPlan(effectiveRoute(Routes[0]!, GlobalConfiguration), 'GET|/a|');
}

test.each([
  ['without options', undefined, noBalancer],
  ['with a blank type', { Type: ' ', Key: 'x' }, noBalancer],
  ['of a type in other case', { Type: 'roundROBIN' }, { type: 'RoundRobin', name: 'GET|/a|', scope: 'worker' }],
  ['with a scope', { Type: 'LeastConnection', Scope: 'host' }, { type: 'LeastConnection', scope: 'host' }],
  [
    'of sticky sessions',
    { Type: 'CookieStickySessions' },
    {
      ...{ type: 'CookieStickySessions', name: 'CookieStickySessions:.AspNetCore.Session' },
      ...{ key: '.AspNetCore.Session', expiry: 1_200_000, scope: 'cluster' },
    },
  ],
  [
    'of sticky sessions with options',
    { Type: 'CookieStickySessions', Key: 'sid', Expiry: 5, Scope: 'worker' },
    { name: 'CookieStickySessions:sid', key: 'sid', expiry: 5, scope: 'worker' },
  ],
  ['of a header', { Type: 'HeaderHash', Key: 'X-User' }, { type: 'HeaderHash', key: 'x-user' }],
  [
    'of an extension',
    { Type: 'Nearest', Key: 'Zone', Expiry: 9 },
    { type: 'custom', custom: 'Nearest', key: 'Zone', expiry: 9 },
  ],
])('a balancer %s', (_name, options, expected) => {
  expect(plan(options)).toMatchObject(expected);
});

test('routes of one service take turns together', () => {
  expect(plan({ Type: 'RoundRobin' }, { ServiceName: 'orders' }).name).toBe('orders');
});
