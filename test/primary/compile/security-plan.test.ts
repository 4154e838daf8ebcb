import { expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';

function plan(own: object, global: object) {
  const route = { UpstreamPathTemplate: '/a', DownstreamPathTemplate: '/b', SecurityOptions: own };
  const [compiled] = compile(
    config.parse({ Routes: [route], GlobalConfiguration: { SecurityOptions: global } }),
    1,
  ).routes;
  expect(compiled!.blockedBy).toEqual([]);
  return compiled!.security;
}

const global = { IPAllowedList: ['10.0.0.1'], IPBlockedList: ['10.0.0.0/8'], ExcludeAllowedFromBlocked: true };

test('the global lists, unless the route has one', () => {
  const inherited = { allowed: ['10.0.0.1'], blocked: ['10.0.0.0/8'], excludeAllowedFromBlocked: true };
  expect(plan({}, global)).toEqual(inherited);
  expect(plan({ ExcludeAllowedFromBlocked: false }, global)).toEqual(inherited);
  expect(plan({ IPBlockedList: ['::1'] }, global)).toEqual({
    allowed: [],
    blocked: ['::1'],
    excludeAllowedFromBlocked: false,
  });
});

test('nothing without lists', () => {
  expect(plan({ ExcludeAllowedFromBlocked: true }, {})).toBeNull();
});
