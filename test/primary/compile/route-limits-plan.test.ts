import { expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { load, route } from '../config/support.js';

test('a route’s limits in bytes and milliseconds, and those of the host', async () => {
  const { config, problems } = await load({
    Routes: [
      route({ Limits: { BodyBytes: '10MB', BodyIdleTimeout: '5s', BodyTimeout: 500, HeaderCount: '7' } }),
      route({ UpstreamPathTemplate: '/b', Limits: { HeaderBytes: '1KB', UrlBytes: 100, BodyBytes: null } }),
      route({ UpstreamPathTemplate: '/c', Limits: {} }),
      route({ UpstreamPathTemplate: '/d' }),
    ],
    Gateway: { Limits: { BodyTimeout: '1m', HeaderCount: 50 } },
  });
  expect(problems).toEqual([]);
  const { routes, limits } = compile(config!, 1);
  expect(routes.map((plan) => plan.limits)).toEqual([
    {
      bodyBytes: 10 * 1024 * 1024,
      bodyIdleTimeout: 5_000,
      bodyTimeout: 500,
      headerBytes: null,
      headerCount: 7,
      urlBytes: null,
    },
    { bodyBytes: null, bodyIdleTimeout: null, bodyTimeout: null, headerBytes: 1_024, headerCount: null, urlBytes: 100 },
    null,
    null,
  ]);
  expect(limits).toMatchObject({ bodyTimeout: 60_000, headerCount: 50 });
});

test('a limit that cannot be read is an error', async () => {
  const { problems } = await load({ Routes: [route({ Limits: { BodyBytes: 'much' } })] });
  expect(problems).toMatchObject([{ severity: 'error', path: 'Routes[0].Limits.BodyBytes' }]);
});
