import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { folderOf, lines, load, loadPaths, route } from './support.js';

describe('what is no configuration', () => {
  test.each([
    ['an empty file', '', /is empty/],
    ['only comments', '// nothing\n/* here */', /is empty/],
    ['a list', '[]', /must hold an object/],
    ['a text', '"x"', /must hold an object/],
    ['an open object', '{ "Routes": [ {', /is not valid JSON: .*expected/],
    ['a missing comma', '{\n  "A": 1\n  "B": 2\n}', /is not valid JSON: comma expected/],
    ['no JSON at all', 'Routes:\n  - x', /is not valid JSON/],
    ['endless nesting', `{"a":${'['.repeat(200_000)}`, /nested too deeply/],
    ['deep nesting', `{"a":${'['.repeat(3_000)}${']'.repeat(3_000)}}`, /nested too deeply/],
  ])('%s', async (_, text, message) => {
    const { config, problems } = await load(text);
    expect(config).toBeNull();
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toMatch(message);
  });

  test('a syntax error names line and column', async () => {
    const { problems } = await load('{\n  "A": 1\n  "B": 2\n}');
    expect(problems[0]!.location).toMatch(/ocelot\.json:3:3$/);
  });

  test('a missing file', async () => {
    const { config, problems, files } = await loadPaths(['/nowhere/ocelot.json']);
    expect(config).toBeNull();
    expect(problems[0]!.message).toBe('/nowhere/ocelot.json does not exist');
    expect(files).toEqual(['/nowhere/ocelot.json']);
  });

  test('a file that cannot be opened', async () => {
    const file = join(folderOf({ 'ocelot.json': '{}' }), 'ocelot.json', 'inside');
    expect((await loadPaths([file])).problems[0]!.message).toBe(`${file} cannot be read: ENOTDIR`);
  });

  test('no path', async () => {
    expect((await loadPaths([])).problems[0]!.message).toBe('no configuration is named');
  });
});

describe('how a file is read', () => {
  test('comments, trailing commas and a byte order mark are allowed', async () => {
    const { config, problems } = await load('\uFEFF// c\n{ "Routes": [ /* none */ ], }');
    expect(problems).toEqual([]);
    expect(config?.Routes).toEqual([]);
  });

  test('names are compared without regard to case, scalars may be texts', async () => {
    const { config, problems } = await load({
      routes: [
        {
          ...route(),
          upstreampathtemplate: undefined,
          PRIORITY: '3',
          routeIsCaseSensitive: 'True',
          upstreamPathTemplate: '/x',
        },
      ],
      gateway: { logging: { level: 'DEBUG' }, workers: '2' },
    });
    expect(problems).toMatchObject([
      { severity: 'error', message: expect.stringContaining('"upstreamPathTemplate" is given twice') },
    ]);
    expect(config).toBeNull();
  });

  test('converted values', async () => {
    const { config, problems } = await load(
      `{ "routes": [{ "upstreampathtemplate": "/x", "DOWNSTREAMPATHTEMPLATE": "/x", "priority": "3", "routeIsCaseSensitive": "True",
        "downstreamHttpVersion": 2.0, "downstreamHostAndPorts": [{ "host": "h", "port": "80" }] }],
        "gateway": { "logging": { "level": "DEBUG" }, "workers": "2" } }`,
    );
    expect(lines(problems)).toEqual([]);
    expect(config!.Routes[0]).toMatchObject({
      UpstreamPathTemplate: '/x',
      Priority: 3,
      RouteIsCaseSensitive: true,
      DownstreamHttpVersion: '2.0',
      DownstreamHostAndPorts: [{ Host: 'h', Port: 80 }],
    });
    expect(config!.Gateway).toMatchObject({ Logging: { Level: 'debug' }, Workers: 2 });
  });

  test('a property given twice, also in other letter case, is an error with its place', async () => {
    const { problems } = await load('{\n "Routes": [],\n "routes": []\n}');
    expect(problems[0]).toMatchObject({ severity: 'error', location: expect.stringMatching(/:3:2$/) });
  });

  test('null is as good as absent', async () => {
    const { config, problems } = await load({
      Routes: null,
      GlobalConfiguration: { Timeout: null },
      Gateway: { Limits: { BodyBytes: null } },
    });
    expect(problems).toEqual([]);
    expect(config!.Gateway.Limits.BodyBytes).toBeNull();
  });

  test('names in dictionaries stay as they are', async () => {
    const claims = { 'http://schemas.test/claims/role': 'admin', userType: 'x' };
    const { config } = await load({ Routes: [route({ RouteClaimsRequirement: claims, Metadata: { aB: { cD: 1 } } })] });
    expect(config!.Routes[0]).toMatchObject({ RouteClaimsRequirement: claims, Metadata: { aB: { cD: 1 } } });
  });

  test.each([
    [
      'Priority: "high"',
      { Routes: [route({ Priority: 'high' })] },
      'error Routes[0].Priority Priority must be a number, not "high"',
    ],
    [
      'Priority: 1.5',
      { Routes: [route({ Priority: 1.5 })] },
      'error Routes[0].Priority Priority must be a whole number, not 1.5',
    ],
    [
      'a text for a list',
      { Routes: [route({ UpstreamHttpMethod: 'Get' })] },
      'error Routes[0].UpstreamHttpMethod UpstreamHttpMethod must be a list, not "Get"',
    ],
    [
      'a list for an object',
      { GlobalConfiguration: [] },
      'error GlobalConfiguration GlobalConfiguration must be an object, not a list',
    ],
    ['a route that is a text', { Routes: ['x'] }, 'error Routes[0] Routes must be an object, not "x"'],
    ['an object for a text', { Routes: [route({ Key: {} })] }, 'error Routes[0].Key Key must be a text, not an object'],
    [
      'a bad duration',
      { Gateway: { Limits: { DrainTimeout: 'long' } } },
      'error Gateway.Limits.DrainTimeout DrainTimeout must be a duration such as "500ms", "10s" or "5m", not "long"',
    ],
    [
      'a bad size',
      { Gateway: { Limits: { UrlBytes: '1X' } } },
      'error Gateway.Limits.UrlBytes UrlBytes must be a size such as "64KB", "10MB" or a number of bytes, not "1X"',
    ],
    [
      'a bad choice',
      { Gateway: { Backplane: { Type: 'rediss' } } },
      'error Gateway.Backplane.Type Type must be embedded or redis, not "rediss"',
    ],
    [
      'a bad choice of several',
      { Gateway: { Logging: { Format: 'xml' } } },
      'error Gateway.Logging.Format Format must be auto, json or text, not "xml"',
    ],
    [
      'no key file',
      { Gateway: { Listeners: [{ Tls: { CertificateFile: 'c' } }] } },
      'error Gateway.Listeners[0].Tls.KeyFile KeyFile is missing',
    ],
    [
      'bad workers',
      { Gateway: { Workers: 0 } },
      'error Gateway.Workers Workers must be "auto" or a whole number from 1 to 1024, not 0',
    ],
  ])('%s', async (_, content, expected) => {
    const { config, problems } = await load(content);
    expect(config).toBeNull();
    expect(lines(problems)).toEqual([expected]);
    expect(problems[0]!.location).toMatch(/ocelot\.json:\d+:\d+$/);
  });

  test('all problems are told together', async () => {
    const { problems } = await load({
      Routes: [route({ Priority: 'high' }), route({ UpstreamPathTemplate: 'b', DownstreamHostAndPorts: [] })],
      Gateway: { Workrs: 1 },
    });
    expect(lines(problems)).toEqual([
      'error Gateway.Workrs unknown option Workrs',
      'error Routes[0].Priority Priority must be a number, not "high"',
      'error Routes[1].UpstreamPathTemplate Upstream Path Template b doesnt start with forward slash',
      'error Routes[1].DownstreamHostAndPorts DownstreamHostAndPorts must be set and not empty when service discovery (ServiceName) is not used',
    ]);
  });

  test('a value of the wrong type within a list hides no other problem', async () => {
    const { problems } = await load({
      Routes: [route({ UpstreamHttpMethod: ['GET', {}] }), route({ UpstreamPathTemplate: 'b' })],
    });
    expect(problems.map(({ path }) => path)).toEqual([
      'Routes[0].UpstreamHttpMethod[1]',
      'Routes[1].UpstreamPathTemplate',
    ]);
  });

  test('a value of the wrong type is not told a second time by the checks', async () => {
    const { problems } = await load({ Routes: [route({ DownstreamHostAndPorts: 'a.test:80' })] });
    expect(problems.map(({ path }) => path)).toEqual(['Routes[0].DownstreamHostAndPorts']);
  });
});

describe('unknown names', () => {
  test('are one warning each, with the name that was meant', async () => {
    const { config, problems } = await load({
      Routes: [route({ UpstreamHttpMethods: ['GET'] }), route({ UpstreamPathTemplate: '/b', UpstreamHttpMethods: [] })],
    });
    expect(config).not.toBeNull();
    expect(problems).toMatchObject([
      {
        severity: 'warning',
        path: 'Routes[0].UpstreamHttpMethods',
        message: 'unknown option UpstreamHttpMethods (2 times, first here)',
        suggestion: 'Did you mean UpstreamHttpMethod?',
      },
    ]);
  });

  test('are silent in Metadata and in sections of others', async () => {
    const { problems } = await load({
      $schema: 'x',
      Tool: { A: 1 },
      Routes: [route({ Metadata: { x: 1 } })],
    });
    expect(problems).toEqual([]);
  });

  test('are told at the top when they are nearly a section of Ocelot', async () => {
    expect((await load({ Rotues: [] })).problems).toMatchObject([
      { severity: 'warning', path: 'Rotues', suggestion: 'Did you mean Routes?' },
    ]);
  });

  test('are errors anywhere in Gateway', async () => {
    expect((await load({ Gateway: { Limits: { BodyByte: 1 } } })).problems).toMatchObject([
      { severity: 'error', path: 'Gateway.Limits.BodyByte', suggestion: 'Did you mean BodyBytes?' },
    ]);
  });
});

describe('a folder', () => {
  test('puts lists together in the order of names, and takes GlobalConfiguration from ocelot.global.json only', async () => {
    const folder = folderOf({
      'ocelot.b.json': {
        Routes: [route({ Key: 'b', UpstreamPathTemplate: '/b' })],
        GlobalConfiguration: { Timeout: 1 },
      },
      'ocelot.a.json': { routes: [route({ Key: 'a' })], Gateway: { Workers: 3 } },
      'Ocelot.Z.JSON': { ReRoutes: [route({ Key: 'Z', UpstreamPathTemplate: '/z' })] },
      'ocelot.global.json': {
        Routes: [route({ Key: 'global', UpstreamPathTemplate: '/g' })],
        GlobalConfiguration: { Timeout: 7 },
      },
      'ocelot.Development.json': { Routes: [route({ Key: 'left out' })] },
      'ocelot.json': { Routes: [route({ Key: 'the sum' })] },
      'ocelot-backup.json': { Routes: [route({ Key: 'backup' })] },
    });
    const { config, problems, files } = await loadPaths([folder]);
    expect(config!.Routes.map(({ Key }) => Key)).toEqual(['Z', 'a', 'b', 'global']);
    expect(config!.GlobalConfiguration.Timeout).toBe(7);
    expect(config!.Gateway.Workers).toBe(3);
    expect(lines(problems)).toEqual(
      [
        'notice ReRoutes ReRoutes is the old name of Routes',
        expect.stringContaining('ocelot.json is not read'),
      ].toReversed(),
    );
    expect(files).toEqual(
      [
        '',
        'Ocelot.Z.JSON',
        'ocelot.Development.json',
        'ocelot.a.json',
        'ocelot.b.json',
        'ocelot.global.json',
        'ocelot.json',
      ]
        .map((name) => join(folder, name))
        .map((path) => path.replace(/\/$/, '')),
    );
  });

  test('a problem names the file it stands in', async () => {
    const folder = folderOf({
      'ocelot.a.json': { Routes: [route()] },
      'ocelot.b.json': { Routes: [route({ UpstreamPathTemplate: 'x' })] },
    });
    const { problems } = await loadPaths([folder]);
    expect(problems).toMatchObject([
      { path: 'Routes[1].UpstreamPathTemplate', location: `${join(folder, 'ocelot.b.json')}:4:31` },
    ]);
  });

  test('with ocelot.json alone is that file', async () => {
    const folder = folderOf({ 'ocelot.json': { Routes: [route({ Key: 'only' })] } });
    expect((await loadPaths([folder])).config!.Routes[0]!.Key).toBe('only');
  });

  test('without any is an error', async () => {
    const { problems } = await loadPaths([folderOf({ 'readme.txt': '' })]);
    expect(problems[0]!.message).toMatch(/holds no ocelot\.\*\.json and no ocelot\.json$/);
  });

  test('with a list that is none is an error', async () => {
    const { problems } = await loadPaths([folderOf({ 'ocelot.a.json': { Routes: {} } })]);
    expect(lines(problems)).toEqual(['error Routes Routes must be a list']);
  });

  test('with one bad file tells of that file only', async () => {
    const folder = folderOf({
      'ocelot.a.json': '{',
      'ocelot.b.json': { Aggregates: [{ UpstreamPathTemplate: '/x', RouteKeys: ['from a'] }] },
    });
    const { config, problems } = await loadPaths([folder]);
    expect(config).toBeNull();
    expect(problems).toHaveLength(1);
  });
});

describe('several paths', () => {
  test('overlay per value, lists by index, names without regard to case', async () => {
    const folder = folderOf({
      'base.json': {
        Routes: [route({ Key: 'a', Priority: 5 }), route({ Key: 'b', UpstreamPathTemplate: '/b' })],
        GlobalConfiguration: { BaseUrl: 'x' },
      },
      'over.json': {
        routes: [{ key: 'A' }, {}, route({ Key: 'c', UpstreamPathTemplate: '/c' })],
        globalconfiguration: { Timeout: 3 },
      },
    });
    const { config, files } = await loadPaths([join(folder, 'base.json'), join(folder, 'over.json')]);
    expect(config!.Routes.map(({ Key, Priority }) => [Key, Priority])).toEqual([
      ['A', 5],
      ['b', 1],
      ['c', 1],
    ]);
    expect(config!.GlobalConfiguration).toMatchObject({ BaseUrl: 'x', Timeout: 3 });
    expect(files).toEqual([join(folder, 'base.json'), join(folder, 'over.json')]);
  });

  test('a problem names the file whose value stands', async () => {
    const folder = folderOf({ 'base.json': { Routes: [route()] }, 'over.json': { Routes: [{ Priority: 'x' }] } });
    const { problems } = await loadPaths([join(folder, 'base.json'), join(folder, 'over.json')]);
    expect(problems[0]!.location).toBe(`${join(folder, 'over.json')}:4:19`);
  });
});

describe('environment variables', () => {
  test('lie over the files', async () => {
    const env = {
      Routes__0__DownstreamHostAndPorts__0__Port: '99',
      ROUTES__0__PRIORITY: '7',
      Routes__0__UpstreamHttpMethod__1: 'PUT',
      GlobalConfiguration__RateLimitOptions__Limit: '3',
      Gateway__Admin__Port: '6001',
      PATH__0: 'x',
      Routes: 'not a value',
    };
    const { config, problems } = await load({ Routes: [route()] }, { env });
    expect(lines(problems)).toEqual([]);
    expect(config!.Routes[0]).toMatchObject({
      Priority: 7,
      DownstreamHostAndPorts: [{ Host: 'a.test', Port: 99 }],
      UpstreamHttpMethod: ['PUT'],
    });
    expect(config!.GlobalConfiguration.RateLimitOptions?.Limit).toBe(3);
    expect(config!.Gateway.Admin.Port).toBe(6001);
  });

  test('a problem names the variable', async () => {
    const { problems } = await load({ Routes: [route()] }, { env: { Routes__0__Priority: 'x' } });
    expect(problems[0]!.location).toBe('environment variable Routes__0__Priority');
  });
});

describe('the digest', () => {
  test('is the same for the same content and another for another', async () => {
    const [first, again, other] = await Promise.all([load('{}'), load('{}'), load('{ }')]);
    expect(first.digest).toBe(again.digest);
    expect(first.digest).not.toBe(other.digest);
  });

  test('covers files named by secrets', async () => {
    const folder = folderOf({ token: 'one\n' });
    const content = { Gateway: { Admin: { Secret: `\${file:${join(folder, 'token')}}` } } };
    const before = await load(content);
    writeFileSync(join(folder, 'token'), 'two\n');
    const after = await load(content);
    expect([before.config!.Gateway.Admin.Secret, after.config!.Gateway.Admin.Secret]).toEqual(['one', 'two']);
    expect(before.digest).not.toBe(after.digest);
    expect(before.files).toContain(join(folder, 'token'));
  });
});

test('a folder named like a file is read as a folder', async () => {
  const folder = folderOf({});
  mkdirSync(join(folder, 'ocelot.json'));
  writeFileSync(join(folder, 'ocelot.json', 'ocelot.x.json'), JSON.stringify({ Routes: [route()] }));
  expect((await loadPaths([join(folder, 'ocelot.json')])).config!.Routes).toHaveLength(1);
});

test('10,000 routes are loaded and compiled without work that grows faster than they do', async () => {
  const routes = (count: number): unknown =>
    Array.from({ length: count }, (_, index) =>
      route({
        UpstreamPathTemplate: `/api/r${index}/{id}`,
        DownstreamPathTemplate: `/s${index}/{id}`,
        UpstreamHttpMethod: ['Get'],
        Unknown: 1,
      }),
    );
  const timed = async (count: number): Promise<number> => {
    const started = performance.now();
    const { config, problems } = await load({ Routes: routes(count) });
    expect(compile(config!, 1).routes).toHaveLength(count);
    expect(problems).toHaveLength(1);
    return performance.now() - started;
  };
  await timed(1_000);
  expect(await timed(10_000)).toBeLessThan(10_000);
}, 60_000);

test('40,000 problems are told with their places', async () => {
  const { problems } = await load({
    Routes: Array.from({ length: 10_000 }, () => route({ UpstreamPathTemplate: 'x//{', DownstreamPathTemplate: '' })),
  });
  expect(problems.length).toBeGreaterThanOrEqual(40_000);
  expect(problems.every(({ location }) => /:\d+:\d+$/.test(location ?? ''))).toBe(true);
}, 60_000);
