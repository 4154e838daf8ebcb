import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/primary/compile/compile.js';
import { config } from '../../../src/shared/config/config.js';
import { noBalancer } from '../../../src/shared/policies/balancer.js';
import type { RoutePlan, Snapshot } from '../../../src/shared/snapshot.js';

function snapshot(content: Readonly<Record<string, unknown>>): Snapshot {
  return compile(config.parse(content), 7);
}

function plan(route: Readonly<Record<string, unknown>>, global: Readonly<Record<string, unknown>> = {}): RoutePlan {
  return snapshot({
    Routes: [{ UpstreamPathTemplate: '/a', DownstreamPathTemplate: '/b', ...route }],
    GlobalConfiguration: global,
  }).routes[0]!;
}

test('a route as the worker needs it', () => {
  const route = {
    UpstreamPathTemplate: '/orders/{id}',
    UpstreamHttpMethod: ['get', ' Post ', 'GET'],
    UpstreamHost: 'shop.test',
    UpstreamHeaderTemplates: { 'X-Region': '{header:code}' },
    RouteIsCaseSensitive: true,
    Priority: 4,
    DownstreamPathTemplate: '/{id}',
    DownstreamScheme: 'HTTPS',
    DownstreamHttpMethod: 'Put',
    DownstreamHostAndPorts: [{ Host: '/a.test/', Port: 1 }, { Host: 'b.test' }],
    LoadBalancerOptions: { Type: 'roundrobin' },
    HttpHandlerOptions: { MaxConnectionsPerServer: 5, PooledConnectionLifetimeSeconds: 0 },
    DangerousAcceptAnyServerCertificateValidator: true,
    Timeout: 3,
  };
  const { service, ...rest } = snapshot({ Routes: [route] }).routes[0]!;
  expect(rest).toEqual({
    id: 'GET,POST|/orders/{id}|shop.test|x-region: {header:code}',
    name: '/orders/{id}',
    source: 'Routes[0]',
    upstream: {
      pathTemplate: '/orders/{id}',
      caseSensitive: true,
      methods: ['GET', 'POST'],
      host: 'shop.test',
      headerTemplates: [['x-region', '{header:code}']],
      priority: 4,
    },
    downstream: {
      pathTemplate: '/{id}',
      scheme: 'https',
      method: 'PUT',
      version: { version: '1.1', policy: 'orLower' },
      hostHeader: { kind: 'service' },
    },
    timeout: 3_000,
    blockedBy: [],
    security: null,
    requestHeaders: null,
    responseHeaders: null,
    requestId: null,
    limits: null,
    handler: { followRedirects: false, cookieContainer: false, proxy: false },
    loadBalancingKey: 'GET,POST|/orders/{id}|shop.test|/a.test/:1,b.test:0|no-svc-ns|no-svc-name|RoundRobin|no-lb-key',
    authentication: null,
    authorization: null,
    claims: null,
    cache: null,
    rateLimit: null,
    qos: null,
    retry: null,
    delegatingHandlers: null,
    metadata: null,
    members: null,
    aggregation: null,
  });
  expect(service).toMatchObject({
    destinations: [
      { host: 'a.test', port: 1, weight: 1 },
      { host: 'b.test', port: 0, weight: 1 },
    ],
    balancer: { type: 'RoundRobin', scope: 'worker', name: rest.id },
    connections: { max: 5, lifetime: 0, acceptAnyCertificate: true },
  });
});

test('what a route does not say', () => {
  const { upstream, downstream, service, timeout } = plan({
    UpstreamHost: '',
    DownstreamScheme: '',
    DownstreamHttpMethod: '',
  });
  expect(upstream).toEqual({
    pathTemplate: '/a',
    caseSensitive: false,
    methods: [],
    host: null,
    headerTemplates: [],
    priority: 1,
  });
  expect(downstream).toMatchObject({ pathTemplate: '/b', scheme: null, method: null });
  expect(service.balancer).toEqual(noBalancer);
  expect(service.connections).toMatchObject({ max: 2_147_483_647, lifetime: 120_000, acceptAnyCertificate: false });
  expect(timeout).toBe(90_000);
});

test('a method that is not a standard one keeps its letters', () => {
  expect(plan({ DownstreamHttpMethod: 'Purge' }).downstream.method).toBe('Purge');
});

test.each([
  ['/{everything}', 9, 0],
  ['/{x}/', 9, 9],
  ['/{a}-{b}', 9, 9],
  ['/{a}/{b}', -1, -1],
  ['/', 9, 9],
])('%s with priority %i has %i', (UpstreamPathTemplate, Priority, expected) => {
  expect(plan({ UpstreamPathTemplate, Priority }).upstream.priority).toBe(expected);
});

describe('the order of routes', () => {
  test('is priority, then place in the file, aggregates last', () => {
    const { routes } = snapshot({
      Aggregates: [{ UpstreamPathTemplate: '/x' }, { UpstreamPathTemplate: '/y', Priority: 5 }],
      Routes: [{ UpstreamPathTemplate: '/{all}', Priority: 9 }, {}, { Priority: 5 }, {}, { Priority: -1 }],
    });
    const expected = [
      'Routes[2]',
      'Aggregates[1]',
      'Routes[1]',
      'Routes[3]',
      'Aggregates[0]',
      'Routes[0]',
      'Routes[4]',
    ];
    expect(routes.map(({ source }) => source)).toEqual(expected);
  });
});

describe('an aggregate', () => {
  const Routes = [
    { UpstreamPathTemplate: '/a/{id}', DownstreamPathTemplate: '/x/{id}', Key: 'a' },
    { UpstreamPathTemplate: '/b', DownstreamPathTemplate: '/y', Key: 'b' },
  ];
  const aggregate = (options: object): RoutePlan =>
    snapshot({ Routes, Aggregates: [{ UpstreamPathTemplate: '/all/{id}', ...options }] }).routes[2]!;

  test('has its routes as members, with its own upstream side, in the order of their keys', () => {
    const { members, upstream, blockedBy } = aggregate({ RouteKeys: ['b', 'a'] });
    expect(upstream).toMatchObject({ pathTemplate: '/all/{id}', methods: ['GET'] });
    expect(blockedBy).toEqual([]);
    expect(members?.map(({ key, route }) => [key, route.upstream.pathTemplate, route.downstream.pathTemplate])).toEqual(
      [
        ['b', '/all/{id}', '/y'],
        ['a', '/all/{id}', '/x/{id}'],
      ],
    );
  });

  test('of one member is that route', () => {
    const { members, name, downstream } = aggregate({ RouteKeys: ['a'], UpstreamHttpMethod: ['Post'] });
    expect([members, name, downstream.pathTemplate]).toEqual([null, '/all/{id}', '/x/{id}']);
  });

  test('has defaults for everything beyond Ocelot', () => {
    expect(aggregate({ RouteKeys: ['a', 'b'] }).aggregation).toEqual({
      aggregator: null,
      expansions: null,
      partFailure: 'fail',
      partTimeout: null,
      mergeHeaders: [],
      maxBytes: 64 * 1024 * 1024,
      maxCalls: 100,
      parallelCalls: 20,
    });
  });

  test('takes its options over, of several entries for a key the first', () => {
    const { aggregation, blockedBy } = aggregate({
      RouteKeys: ['a', 'b'],
      RouteKeysConfig: [
        { RouteKey: 'b', JsonPath: '$.x', Parameter: 'p' },
        { RouteKey: 'b', JsonPath: '$.y', Parameter: 'q' },
      ],
      Aggregator: ' mine ',
      PartTimeout: '2s',
      MergeHeaders: { 'Set-Cookie': 'all' },
    });
    expect(blockedBy).toEqual([]);
    expect(aggregation).toMatchObject({
      aggregator: 'mine',
      expansions: [{ key: 'b', jsonPath: '$.x', parameter: 'p' }],
      partTimeout: 2_000,
      mergeHeaders: [['set-cookie', 'all']],
    });
  });
});

test('options of the global section reach the plan', () => {
  const route = plan(
    {},
    {
      Timeout: 4,
      LoadBalancerOptions: { Type: 'RoundRobin' },
      HttpHandlerOptions: { MaxConnectionsPerServer: 2, PooledConnectionLifetimeSeconds: 6 },
    },
  );
  expect(route).toMatchObject({
    timeout: 4_000,
    service: { balancer: { type: 'RoundRobin' }, connections: { max: 2, lifetime: 6_000 } },
  });
});

test.each([0, -1])('MaxConnectionsPerServer %i is no limit', (MaxConnectionsPerServer) => {
  expect(plan({ HttpHandlerOptions: { MaxConnectionsPerServer } }).service.connections.max).toBe(2_147_483_647);
});

describe('a service', () => {
  const at = (path: string, options: object = {}): object => ({
    UpstreamPathTemplate: path,
    DownstreamHostAndPorts: [{ Host: 'h', Port: 1 }],
    ...options,
  });
  const ids = (...routes: object[]): string[] => snapshot({ Routes: routes }).routes.map(({ service }) => service.id);

  test('is shared by routes to the same destinations', () => {
    const [first, second] = ids(at('/a'), at('/b', { Timeout: 3 }));
    expect(first).toBe(second);
  });

  test.each([
    ['other destinations', { DownstreamHostAndPorts: [{ Host: 'h', Port: 2 }] }],
    ['another certificate check', { DangerousAcceptAnyServerCertificateValidator: true }],
    ['another lifetime', { HttpHandlerOptions: { PooledConnectionLifetimeSeconds: 1 } }],
  ])('is another with %s', (_, options) => {
    const [first, second] = ids(at('/a'), at('/b', options));
    expect(first).not.toBe(second);
  });

  test.each([
    ['a balancer', { LoadBalancerOptions: { Type: 'RoundRobin' } }],
    ['a connection limit', { HttpHandlerOptions: { MaxConnectionsPerServer: 1 } }],
  ])('is its own for a route with %s, and stays the same in the next snapshot', (_, options) => {
    const [first, second] = ids(at('/a', options), at('/b', options));
    expect(first).not.toBe(second);
    expect(ids(at('/c'), at('/a', { ...options, Priority: 3 }))).toContain(first);
  });
});

test('two valid routes never have the same id', () => {
  const routes = [
    { UpstreamPathTemplate: '/a', UpstreamHttpMethod: ['Get'] },
    { UpstreamPathTemplate: '/a', UpstreamHttpMethod: ['Post'] },
    { UpstreamPathTemplate: '/a', UpstreamHost: 'h' },
    { UpstreamPathTemplate: '/a', UpstreamHeaderTemplates: { A: '1' } },
    { UpstreamPathTemplate: '/A' },
  ];
  const ids = snapshot({ Routes: routes, Aggregates: [{ UpstreamPathTemplate: '/a' }] }).routes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(6);
});

test('the settings of workers', () => {
  const Gateway = {
    Limits: { HeaderBytes: '8KB', BodyBytes: '1MB', BodyIdleTimeout: '1s', Connections: 9, MinBodyRate: 0 },
    WebSockets: { IdleTimeout: '1m' },
    Health: { Path: '/health' },
    Logging: { Access: true },
  };
  const { routes, ...settings } = snapshot({ Gateway });
  expect(routes).toEqual([]);
  expect(settings).toEqual({
    id: 7,
    limits: {
      headerBytes: 8_192,
      urlBytes: 16_384,
      bodyBytes: 1_048_576,
      bodyIdleTimeout: 1_000,
      bodyTimeout: null,
      headerCount: null,
      writeIdleTimeout: 60_000,
      minBodyRate: 0,
      minWriteRate: 240,
      rateGrace: 5_000,
      receiveBuffer: 262_144,
      connections: 9,
    },
    cache: { maxBytes: 67_108_864, maxEntryBytes: 1_048_576 },
    webSockets: { maxMessage: 16_777_216, queueBytes: 4_194_304, idleTimeout: 60_000, connectTimeout: 10_000 },
    healthPath: '/health',
    accessLog: true,
    forwardedHeaders: { send: false, trustedProxies: [], read: 'X-Forwarded-For' },
    baseUrl: 'http://localhost:5000',
    authentication: [],
    extensions: [],
    metadata: { separators: [','], trimCharacters: ' ', trimEntries: false, numberStyles: 511, culture: '' },
  });
});
