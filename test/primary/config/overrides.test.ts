import { describe, expect, test } from 'vitest';
import { environmentName } from '../../../src/primary/config/environment.js';
import { overridesFrom } from '../../../src/primary/config/overrides.js';
import { load } from './support.js';

describe('overridesFrom', () => {
  test.each([
    ['nothing', {}, {}, {}],
    [
      'flags',
      { host: 'h', port: '1', adminPort: '2', workers: '3', redis: 'redis://r' },
      {},
      { host: 'h', port: 1, adminPort: 2, workers: 3, redis: 'redis://r' },
    ],
    [
      'variables',
      {},
      { MARGAY_HOST: 'h', MARGAY_PORT: '1', MARGAY_ADMIN_PORT: '2', MARGAY_WORKERS: '3', MARGAY_REDIS: 'redis://r' },
      { host: 'h', port: 1, adminPort: 2, workers: 3, redis: 'redis://r' },
    ],
    ['a flag beats a variable', { port: '1' }, { MARGAY_PORT: '2' }, { port: 1 }],
    ['blank is not given', { host: ' ', port: '' }, { MARGAY_PORT: ' 7 ' }, { port: 7 }],
    ['automatic workers', { workers: 'Auto' }, {}, { workers: 'auto' }],
  ])('%s', (_, flags, env, expected) => {
    expect(overridesFrom(flags, env)).toEqual({ overrides: expected, problems: [] });
  });

  test.each([
    [{ port: 'x' }, {}, '--port must be a whole number from 0 to 65535, not "x"'],
    [{ port: '65536' }, {}, '--port must be a whole number from 0 to 65535, not "65536"'],
    [{}, { MARGAY_ADMIN_PORT: '-1' }, 'MARGAY_ADMIN_PORT must be a whole number from 0 to 65535, not "-1"'],
    [{ workers: '0' }, {}, '--workers must be a whole number from 1 to 1024, not "0"'],
    [{ workers: '1.5' }, {}, '--workers must be a whole number from 1 to 1024, not "1.5"'],
  ])('%j %j', (flags, env, message) => {
    expect(overridesFrom(flags, env).problems).toMatchObject([{ severity: 'error', message }]);
  });
});

describe('overrides and the Gateway section', () => {
  const Gateway = {
    Listeners: [{ Port: 1 }, { Port: 2, Tls: { CertificateFile: 'c', KeyFile: 'k' } }],
    Workers: 4,
    Admin: { Port: 3, Secret: 's' },
  };

  test.each([
    [{ port: 9 }, { Listeners: [{ Host: '0.0.0.0', Port: 9 }] }],
    [{ host: '::1' }, { Listeners: [{ Host: '::1', Port: 5000 }] }],
    [{ adminPort: 9 }, { Listeners: [{ Port: 1 }, { Port: 2 }], Admin: { Port: 9, Secret: 's' } }],
    [{ workers: 2 }, { Workers: 2 }],
    [{ redis: 'redis://r' }, { Backplane: { Type: 'redis', Url: 'redis://r' } }],
  ] as const)('%j', async (overrides, expected) => {
    const { config, problems } = await load({ Gateway }, { overrides });
    expect(problems).toEqual([]);
    expect(config!.Gateway).toMatchObject(expected);
  });

  test('work without the section', async () => {
    expect((await load({}, { overrides: { port: 9, workers: 2 } })).config!.Gateway).toMatchObject({
      Listeners: [{ Port: 9 }],
      Workers: 2,
    });
  });

  test('beat environment variables of the section', async () => {
    const { config } = await load({}, { overrides: { workers: 2 }, env: { Gateway__Workers: '3' } });
    expect(config!.Gateway.Workers).toBe(2);
  });

  test('are checked like what stands in a file', async () => {
    const { problems } = await load({}, { overrides: { port: 5001 } });
    expect(problems).toMatchObject([
      { path: 'Gateway.Admin.Port', message: "the admin port 5001 is also a listener's" },
    ]);
  });
});

test.each([
  ['--env', 'A', { MARGAY_ENV: 'B' }, 'A'],
  ['MARGAY_ENV', undefined, { MARGAY_ENV: 'B', ASPNETCORE_ENVIRONMENT: 'C' }, 'B'],
  ['ASPNETCORE_ENVIRONMENT', undefined, { ASPNETCORE_ENVIRONMENT: 'C', DOTNET_ENVIRONMENT: 'D' }, 'C'],
  ['DOTNET_ENVIRONMENT', ' ', { ASPNETCORE_ENVIRONMENT: '', DOTNET_ENVIRONMENT: 'D' }, 'D'],
  ['none', undefined, {}, 'Development'],
])('the environment comes from %s', (_, flag, env, expected) => {
  expect(environmentName(flag, env)).toBe(expected);
});
