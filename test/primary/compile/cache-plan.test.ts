import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';

const plan = (own: object | undefined, global: object | undefined = undefined, key = 'k') =>
  compile(
    config.parse({
      Routes: [
        {
          UpstreamPathTemplate: '/a',
          DownstreamPathTemplate: '/a',
          DownstreamHostAndPorts: [{ Host: 'h', Port: 1 }],
          Key: key,
          CacheOptions: own,
        },
      ],
      GlobalConfiguration: { CacheOptions: global },
    }),
    1,
  ).routes[0]!.cache;

describe('without a positive TtlSeconds nothing is kept', () => {
  it.each([
    [undefined, undefined],
    [{}, undefined],
    [{ Region: 'r' }, undefined],
    [{ TtlSeconds: 0 }, { TtlSeconds: 5 }],
    [{ TtlSeconds: -1 }, undefined],
    [undefined, { TtlSeconds: 5, RouteKeys: ['other'] }],
  ])('%j with %j', (own, global) => {
    expect(plan(own, global)).toBeNull();
  });
});

it('has its defaults, and the load-balancing key as region', () => {
  expect(plan({ TtlSeconds: 15 })).toEqual({
    ttl: 15_000,
    region: '/a|no-host|h:1|no-svc-ns|no-svc-name|NoLoadBalancer|no-lb-key',
    header: 'oc-cache-control',
    hashesBody: false,
    mode: 'ocelot',
    coalesce: 'worker',
    statuses: [{ first: 200, last: 299 }],
  });
});

it('takes option by option from the global block', () => {
  const global = { TtlSeconds: 5, Region: 'g', Header: 'X-G', StatusCodes: ['404'], Mode: 'http', RouteKeys: ['k'] };
  expect(plan({ Region: ' own ', Header: ' ', StatusCodes: [], EnableContentHashing: true }, global)).toEqual({
    ttl: 5_000,
    region: 'own',
    header: 'x-g',
    hashesBody: true,
    mode: 'http',
    coalesce: 'worker',
    statuses: [{ first: 404, last: 404 }],
  });
  expect(plan({ TtlSeconds: 7, StatusCodes: ['5XX', ' 301 '], Coalesce: 'off' }, global, 'other')).toMatchObject({
    ttl: 7_000,
    coalesce: 'off',
    statuses: [
      { first: 500, last: 599 },
      { first: 301, last: 301 },
    ],
  });
});
