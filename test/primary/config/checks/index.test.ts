import { describe, expect, test } from 'vitest';
import { lines, load, route } from '../support.js';

const scheme = {
  Schemes: { Bearer: { ValidAudience: 'api', SigningKeys: [{ Value: Buffer.alloc(32).toString('base64') }] } },
};
const bearer = { AuthenticationProviderKeys: ['Bearer'] };
const clean: readonly string[] = [];

/** Options of one route, and what is told of it. */
const onRoute: readonly (readonly [
  name: string,
  options: Readonly<Record<string, unknown>>,
  expected: readonly (string | RegExp)[],
])[] = [
  ['a plain route', {}, clean],
  [
    'no upstream template',
    { UpstreamPathTemplate: undefined },
    ['error Routes[0].UpstreamPathTemplate Upstream Path Template cannot be empty'],
  ],
  [
    'a blank downstream template',
    { DownstreamPathTemplate: ' ' },
    ['error Routes[0].DownstreamPathTemplate Downstream Path Template cannot be empty'],
  ],
  [
    'no slash at the start',
    { UpstreamPathTemplate: 'a' },
    [/Upstream Path Template a doesnt start with forward slash/],
  ],
  [
    'a double slash',
    { DownstreamPathTemplate: '/a//b' },
    [/Downstream Path Template \/a\/\/b contains double forward slash/],
  ],
  [
    'a scheme breaks three rules',
    { UpstreamPathTemplate: 'http://asdf.com' },
    [/doesnt start with/, /double forward slash/, /contains scheme/],
  ],
  ['an open brace', { UpstreamPathTemplate: '/a/{id' }, [/UpstreamPathTemplate '\/a\/{id' has unbalanced braces/]],
  ['a closing brace alone', { DownstreamPathTemplate: '/a}' }, [/DownstreamPathTemplate '\/a}' has unbalanced braces/]],
  ['a placeholder without a name', { UpstreamPathTemplate: '/{}' }, [/unbalanced braces/]],
  [
    'a placeholder twice upstream',
    { UpstreamPathTemplate: '/a/{id}/{id}' },
    [/UpstreamPathTemplate '\/a\/{id}\/{id}' has duplicated placeholder/],
  ],
  [
    'a placeholder twice downstream',
    { UpstreamPathTemplate: '/{id}', DownstreamPathTemplate: '/{id}/{id}' },
    [/DownstreamPathTemplate .* has duplicated placeholder/],
  ],
  ['{id} and {Id} are two', { UpstreamPathTemplate: '/{id}/{Id}', DownstreamPathTemplate: '/{Id}/{id}' }, clean],
  [
    'an undefined placeholder',
    { UpstreamPathTemplate: '/{orderId}', DownstreamPathTemplate: '/{orderid}' },
    [/^warning Routes\[0\].DownstreamPathTemplate .* uses {orderid}, which the upstream side does not define/],
  ],
  [
    'a placeholder of a header',
    { UpstreamHeaderTemplates: { 'X-Region': '{header:code}' }, DownstreamPathTemplate: '/{code}' },
    clean,
  ],
  [
    'a placeholder of a claim',
    {
      AuthenticationOptions: bearer,
      ChangeDownstreamPathTemplate: { userId: 'Claims[sub] > value' },
      DownstreamPathTemplate: '/{userId}',
    },
    clean,
  ],
  ['a placeholder in the query', { UpstreamPathTemplate: '/a?id={id}', DownstreamPathTemplate: '/a/{id}' }, clean],
  [
    'no destinations',
    { DownstreamHostAndPorts: [] },
    [/^error Routes\[0\].DownstreamHostAndPorts DownstreamHostAndPorts must be set/],
  ],
  ['no destinations, but a service', { DownstreamHostAndPorts: undefined, ServiceName: 'orders' }, clean],
  [
    'a destination without a host',
    { DownstreamHostAndPorts: [{ Port: 80 }] },
    [/^error Routes\[0\].DownstreamHostAndPorts\[0\].Host Host must be set on DownstreamHostAndPorts/],
  ],
  ['the largest port', { DownstreamHostAndPorts: [{ Host: 'h', Port: 65_535 }] }, clean],
  [
    'a port too large',
    { DownstreamHostAndPorts: [{ Host: 'h', Port: 65_536 }] },
    [/Port must be from 0 to 65535, not 65536/],
  ],
  ['a negative port', { DownstreamHostAndPorts: [{ Host: 'h', Port: -1 }] }, [/Port must be from 0 to 65535/]],
  ['a scheme in capitals', { DownstreamScheme: 'HTTPS' }, clean],
  ['an empty scheme', { DownstreamScheme: '' }, clean],
  [
    'an unknown scheme',
    { DownstreamScheme: 'htps' },
    [/^error Routes\[0\].DownstreamScheme DownstreamScheme must be http, https, ws or wss, not "htps"/],
  ],
  [
    'any token is a method',
    { UpstreamHttpMethod: ['get', ' PURGE ', 'M-SEARCH'], DownstreamHttpMethod: 'Report' },
    clean,
  ],
  [
    'a method with a space',
    { UpstreamHttpMethod: ['GET POST'] },
    ['error Routes[0].UpstreamHttpMethod[0] "GET POST" is not an HTTP method'],
  ],
  ['a blank method', { UpstreamHttpMethod: [''] }, [/is not an HTTP method/]],
  ['a bad downstream method', { DownstreamHttpMethod: 'GET\r\nX: y' }, [/^error Routes\[0\].DownstreamHttpMethod /]],
  ...['1.0', '1,0'].map(
    (version) =>
      [`version ${version}`, { DownstreamHttpVersion: version }, [/^warning .*1\.0 is sent as HTTP\/1\.1/]] as const,
  ),
  ...['1.1', '2.0', '1,1', '2,0', '1', '2', ''].map(
    (version) => [`version ${version}`, { DownstreamHttpVersion: version }, clean] as const,
  ),
  ...['12,0', '1,0a', 'asdf', '1.'].map(
    (version) =>
      [
        `version ${version}`,
        { DownstreamHttpVersion: version },
        [/DownstreamHttpVersion is not in the correct format/],
      ] as const,
  ),
  ['a version policy', { DownstreamHttpVersionPolicy: 'RequestVersionExact' }, clean],
  [
    'a version policy in other case',
    { DownstreamHttpVersionPolicy: 'requestversionexact' },
    [/DownstreamHttpVersionPolicy is not in the correct format/],
  ],
  ['a balancer in other case', { LoadBalancerOptions: { Type: 'leastconnection' } }, clean],
  ['a blank balancer', { LoadBalancerOptions: { Type: '' } }, clean],
  [
    'sticky sessions that last no time',
    { LoadBalancerOptions: { Type: 'CookieStickySessions', Expiry: 0 } },
    [/^error Routes\[0\].LoadBalancerOptions.Expiry LoadBalancerOptions.Expiry is 0: a session must last longer/],
  ],
  ['an Expiry that nobody reads', { LoadBalancerOptions: { Type: 'RoundRobin', Expiry: 0 } }, clean],
  [
    'a cookie name that breaks the field',
    { LoadBalancerOptions: { Type: 'CookieStickySessions', Key: 'a; b' } },
    [/^error Routes\[0\].LoadBalancerOptions.Key .*"a; b" cannot be the name of a cookie/],
  ],
  [
    'a hashed header without a name',
    { LoadBalancerOptions: { Type: 'headerhash', Key: ' ' } },
    [/^error Routes\[0\].LoadBalancerOptions.Key HeaderHash needs LoadBalancerOptions.Key/],
  ],
  [
    'a hashed header that is none',
    { LoadBalancerOptions: { Type: 'HeaderHash', Key: 'X User' } },
    [/^error Routes\[0\].LoadBalancerOptions.Key .*"X User" cannot be the name of a header/],
  ],
  ['a hashed header', { LoadBalancerOptions: { Type: 'HeaderHash', Key: 'X-User' } }, clean],
  ['a scope', { LoadBalancerOptions: { Type: 'RoundRobin', Scope: 'cluster' } }, clean],
  [
    'a scope of nothing',
    { LoadBalancerOptions: { Type: 'IpHash', Scope: 'host' } },
    [/^warning Routes\[0\].LoadBalancerOptions.Scope .*does nothing: IpHash keeps nothing/],
  ],
  [
    'a weight',
    {
      LoadBalancerOptions: { Type: 'WeightedRoundRobin' },
      DownstreamHostAndPorts: [{ Host: 'a', Port: 1, Weight: 1_000 }],
    },
    clean,
  ],
  [
    'weights out of range',
    {
      LoadBalancerOptions: { Type: 'Random' },
      DownstreamHostAndPorts: [0, -1, 1_001].map((Weight) => ({ Host: 'a', Port: 1, Weight })),
    },
    [0, -1, 1_001].map((weight, i) =>
      RegExp(
        `^error Routes\\[0\\].DownstreamHostAndPorts\\[${i}\\].Weight Weight ${weight} is not a number from 1 to 1000`,
      ),
    ),
  ],
  [
    'a weight that nobody goes by',
    { LoadBalancerOptions: { Type: 'RoundRobin' }, DownstreamHostAndPorts: [{ Host: 'a', Port: 1, Weight: 2 }] },
    [/^warning Routes\[0\].DownstreamHostAndPorts Weight does nothing: RoundRobin does not go by it/],
  ],
  [
    'an unknown balancer',
    { LoadBalancerOptions: { Type: 'RoundRobbin' } },
    [/^error Routes\[0\].LoadBalancerOptions.Type .*"RoundRobbin" is not a known load balancer/],
  ],
  ['a known scheme in other case', { AuthenticationOptions: { AuthenticationProviderKeys: ['bearer', ''] } }, clean],
  [
    'an unknown authentication scheme',
    { AuthenticationOptions: { AuthenticationProviderKeys: ['Bearer', 'JwtLads'] } },
    [
      /^error Routes\[0\].AuthenticationOptions.AuthenticationProviderKeys\[1\] AuthenticationOptions: AllowAnonymous:False,AllowedScopes:\[\],AuthenticationProviderKey:'',AuthenticationProviderKeys:\['Bearer','JwtLads'\] is unsupported authentication provider/,
    ],
  ],
  [
    'a claim expression',
    { AuthenticationOptions: bearer, AddHeadersToRequest: { Id: 'Claims[sub] > value[1] > |' } },
    clean,
  ],
  ...['AddClaimsToRequest', 'AddHeadersToRequest', 'AddQueriesToRequest', 'ChangeDownstreamPathTemplate'].map(
    (option) =>
      [
        `a bad claim expression in ${option}`,
        {
          AuthenticationOptions: bearer,
          DownstreamPathTemplate: option.startsWith('Change') ? '/{Id}' : '/a',
          [option]: { Id: 'Claims[sub]' },
        },
        [`error Routes[0].${option}.Id ${option} Id: "Claims[sub]" is not a claim expression`],
      ] as const,
  ),
  ['addresses', { SecurityOptions: { IPAllowedList: ['10.0.0.0/8', '::1'], IPBlockedList: ['10.0.0.1-9'] } }, clean],
  [
    'addresses that cannot be read',
    { SecurityOptions: { IPAllowedList: ['127.0.0.300'], IPBlockedList: ['::1', 'x'] } },
    [
      /^error Routes\[0\].SecurityOptions.IPAllowedList\[0\] /,
      /^error Routes\[0\].SecurityOptions.IPBlockedList\[1\] /,
    ],
  ],
  ['a rate limit', { RateLimitOptions: { Limit: 3, Period: ' 3s ', Wait: '1.5m' } }, clean],
  [
    'a rate limit of 0',
    { RateLimitOptions: { Limit: 0, Period: '1s' } },
    ['error Routes[0].RateLimitOptions.Limit RateLimitOptions.Limit is negative or zero for the route /a'],
  ],
  [
    'a rate limit without a Period',
    { RateLimitOptions: { Limit: 3 } },
    ['error Routes[0].RateLimitOptions.Period RateLimitOptions.Period is empty'],
  ],
  [
    'a Period with text after its unit',
    { RateLimitOptions: { Limit: 3, Period: '1months' } },
    [/RateLimitOptions.Period "1months" does not contain integer then ms/],
  ],
  [
    'a Wait that is no duration',
    { RateLimitOptions: { Limit: 3, Period: '1s', Wait: '1x' } },
    [/RateLimitOptions.Wait "1x"/],
  ],
  ['a rate limit that is off', { RateLimitOptions: { EnableRateLimiting: false, Limit: 0, Period: '' } }, clean],
  [
    'a rate limit without a Limit',
    { RateLimitOptions: { Period: '1s' } },
    [/^warning Routes\[0\].RateLimitOptions RateLimitOptions.Limit is missing/],
  ],
  ['calls in flight, which have no Period', { RateLimitOptions: { Limit: 3, Algorithm: 'Concurrency' } }, clean],
  [
    'calls in flight with a Period and a Wait',
    { RateLimitOptions: { Limit: 3, Algorithm: 'Concurrency', Period: '1s', Wait: '1s' } },
    [
      /^warning .*RateLimitOptions.Wait does nothing with the algorithm Concurrency/,
      /^warning .*RateLimitOptions.Period does nothing with the algorithm Concurrency/,
    ],
  ],
  [
    'a Wait of another algorithm',
    { RateLimitOptions: { Limit: 3, Algorithm: 'TokenBucket', Period: '1s', Wait: '1s' } },
    [/^warning Routes\[0\].RateLimitOptions.Wait /],
  ],
  [
    'leases of another algorithm',
    { RateLimitOptions: { Limit: 3, Algorithm: 'SlidingWindow', Period: '1s', Mode: 'leased' } },
    [/^error Routes\[0\].RateLimitOptions.Mode .*FixedWindow only, not with SlidingWindow/],
  ],
  ['leases', { RateLimitOptions: { Limit: 3, Period: '1s', Mode: 'leased' } }, clean],
  [
    'an unknown algorithm',
    { RateLimitOptions: { Limit: 3, Period: '1s', Algorithm: 'Leaky' } },
    [/^error Routes\[0\].RateLimitOptions.Algorithm /],
  ],
  [
    'what a quota can be of',
    { RateLimitOptions: { Limit: 3, Period: '1s', PartitionBy: ['client', 'ip', 'route', 'header:A'] } },
    clean,
  ],
  [
    'what a quota cannot be of',
    { RateLimitOptions: { Limit: 3, Period: '1s', PartitionBy: ['ip', 'cookie:a'] } },
    [/^error Routes\[0\].RateLimitOptions.PartitionBy\[1\] .*"cookie:a" is none of client, ip, route/],
  ],
  [
    'a quota by claim, where users are known',
    {
      AuthenticationOptions: { AuthenticationProviderKeys: ['Bearer'] },
      RateLimitOptions: { Limit: 3, Period: '1s', PartitionBy: ['claim:sub'] },
    },
    clean,
  ],
  [
    'a quota by claim, where nobody is known',
    { RateLimitOptions: { Limit: 3, Period: '1s', PartitionBy: ['ip', 'claim:sub'] } },
    [/^warning Routes\[0\].RateLimitOptions.PartitionBy .*"claim:sub", but the route \/a authenticates nobody/],
  ],
  [
    'a status that no answer has',
    { RateLimitOptions: { Limit: 3, Period: '1s', StatusCode: 42 } },
    [/^error Routes\[0\].RateLimitOptions.StatusCode .*42 is no status/],
  ],
  [
    'a negative connection lifetime',
    { HttpHandlerOptions: { PooledConnectionLifetimeSeconds: -1 } },
    [/PooledConnectionLifetimeSeconds must not be negative/],
  ],
  [
    'a delegating handler',
    { DelegatingHandlers: ['NoSuchHandler'] },
    [/^error Routes\[0\].DelegatingHandlers\[0\] .*"NoSuchHandler"/],
  ],
];

describe('one route', () => {
  test.each(onRoute)('%s', async (_, options, expected) => {
    const { config, problems } = await load({ Authentication: scheme, Routes: [route(options)] });
    expectLines(lines(problems), expected);
    expect(config === null).toBe(problems.some(({ severity }) => severity === 'error'));
  });
});

describe('several routes', () => {
  test.each([
    ['the same path and method', [{ UpstreamHttpMethod: ['Get'] }, { UpstreamHttpMethod: ['Post', 'GET'] }], [0, 1]],
    ['all methods and one method', [{ UpstreamHttpMethod: ['Get'] }, {}], [0, 1]],
    ['all methods twice, and a third path', [{}, { UpstreamPathTemplate: '/b' }, {}], [0, 2]],
    [
      'three, of which two meet',
      [{ UpstreamHttpMethod: ['Get'] }, { UpstreamHttpMethod: ['Put'] }, { UpstreamHttpMethod: ['put'] }],
      [1, 2],
    ],
    ['the same host', [{ UpstreamHost: 'a' }, { UpstreamHost: 'a' }], [0, 1]],
    [
      'the same header templates in another order',
      [{ UpstreamHeaderTemplates: { A: '1', B: '2' } }, { UpstreamHeaderTemplates: { B: '2', A: '1' } }],
      [0, 1],
    ],
    ['other methods', [{ UpstreamHttpMethod: ['Get'] }, { UpstreamHttpMethod: ['Put'] }], []],
    ['one method listed twice', [{ UpstreamHttpMethod: ['Get', 'GET'] }], []],
    ['other hosts', [{ UpstreamHost: 'a' }, { UpstreamHost: 'b' }, {}], []],
    ['other header templates', [{ UpstreamHeaderTemplates: { A: '1' } }, {}], []],
    ['paths in other letter case', [{ UpstreamPathTemplate: '/a' }, { UpstreamPathTemplate: '/A' }], []],
  ])('%s', async (_, routes, duplicates) => {
    const { problems } = await load({ Routes: routes.map((options) => route(options)) });
    const expected = duplicates.map((index) => `error Routes[${index}].UpstreamPathTemplate route /a has duplicate`);
    expect(lines(problems)).toEqual(expected);
  });
});

const keyed = [route({ Key: 'a' }), route({ Key: 'b', UpstreamPathTemplate: '/b' })];

describe('a whole configuration', () => {
  test.each<readonly [string, Readonly<Record<string, unknown>>, readonly (string | RegExp)[]]>([
    ['an aggregate', { Routes: keyed, Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'b'] }] }, clean],
    [
      'an aggregate of unknown routes',
      { Routes: keyed, Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'c'] }] },
      [
        'error Aggregates[0].RouteKeys Routes for aggregateRoute /ab either do not exist or do not have correct ServiceName property',
      ],
    ],
    [
      'an aggregate that lists a route twice',
      { Routes: keyed, Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'a'] }] },
      [/^error Aggregates\[0\].RouteKeys /],
    ],
    [
      'an aggregate whose key two routes have',
      {
        Routes: [...keyed, route({ Key: 'a', UpstreamPathTemplate: '/c' })],
        Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'b'] }],
      },
      [/^error Aggregates\[0\].RouteKeys /],
    ],
    [
      'an aggregate of a route with a request id of its own',
      {
        Routes: [keyed[0], route({ Key: 'b', UpstreamPathTemplate: '/b', RequestIdKey: 'X-Id' })],
        Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a', 'b'] }],
      },
      [/^error Routes\[1\].RequestIdKey aggregateRoute \/ab contains Route with specific RequestIdKey/],
    ],
    [
      'a route where an aggregate is',
      {
        Routes: [route({ Key: 'a', UpstreamHttpMethod: ['get'] })],
        Aggregates: [{ UpstreamPathTemplate: '/a', RouteKeys: ['a'] }],
      },
      ['error Routes[0].UpstreamPathTemplate route /a has duplicate aggregate'],
    ],
    [
      'a route where an aggregate of another method is',
      {
        Routes: [route({ Key: 'a', UpstreamHttpMethod: ['get'] })],
        Aggregates: [{ UpstreamPathTemplate: '/a', RouteKeys: ['a'], UpstreamHttpMethod: ['POST'] }],
      },
      clean,
    ],
    [
      'two aggregates on one path',
      {
        Routes: keyed,
        Aggregates: [
          { UpstreamPathTemplate: '/ab', RouteKeys: ['a'] },
          { UpstreamPathTemplate: '/ab', RouteKeys: ['b'] },
        ],
      },
      ['error Aggregates[1].UpstreamPathTemplate aggregate /ab has duplicate aggregate'],
    ],
    [
      'an aggregate without a path',
      { Routes: keyed, Aggregates: [{ RouteKeys: ['a'] }] },
      [/^error Aggregates\[0\].UpstreamPathTemplate Upstream Path Template cannot be empty/],
    ],
    [
      'an aggregator',
      { Routes: keyed, Aggregates: [{ UpstreamPathTemplate: '/ab', RouteKeys: ['a'], Aggregator: 'Mine' }] },
      [/^error Aggregates\[0\].Aggregator Aggregator "Mine" is not known/],
    ],
    [
      'placeholders of an aggregate reach its routes',
      {
        Routes: [
          route({ Key: 'a', DownstreamPathTemplate: '/{id}/{p}' }),
          route({ Key: 'b', UpstreamPathTemplate: '/b' }),
        ],
        Aggregates: [
          {
            UpstreamPathTemplate: '/x/{id}',
            RouteKeys: ['b', 'a'],
            RouteKeysConfig: [{ RouteKey: 'a', JsonPath: '$', Parameter: 'p' }],
          },
        ],
      },
      clean,
    ],
    [
      'a discovery provider in other case',
      { GlobalConfiguration: { ServiceDiscoveryProvider: { Type: 'pollconsul' } } },
      clean,
    ],
    [
      'an unknown discovery provider',
      { GlobalConfiguration: { ServiceDiscoveryProvider: { Type: 'Zoo' } } },
      [/^error GlobalConfiguration.ServiceDiscoveryProvider.Type service discovery provider "Zoo" is not known/],
    ],
    [
      'a global block',
      {
        GlobalConfiguration: {
          LoadBalancerOptions: { Type: 'X' },
          AuthenticationOptions: { AuthenticationProviderKeys: ['X'] },
          SecurityOptions: { IPBlockedList: ['x'] },
          RateLimitOptions: { Limit: -1, Period: 'x' },
        },
      },
      [
        /LoadBalancerOptions.Type "X"/,
        /AuthenticationOptions: .*'X'/,
        /IPBlockedList entry "x"/,
        /RateLimitOptions.Limit is negative or zero for the route GlobalConfiguration/,
        /Period "x"/,
      ],
    ],
    [
      'balancer options that meet in a route',
      {
        GlobalConfiguration: { LoadBalancerOptions: { Type: 'HeaderHash', Key: 'X-User', Expiry: -1 } },
        Routes: [
          { UpstreamPathTemplate: '/a', LoadBalancerOptions: { Key: 'X-Other' } },
          { UpstreamPathTemplate: '/b', LoadBalancerOptions: { Type: 'CookieStickySessions' } },
        ].map((route) => ({ DownstreamPathTemplate: '/', DownstreamHostAndPorts: [{ Host: 'a', Port: 1 }], ...route })),
      },
      [/^error Routes\[1\].LoadBalancerOptions.Expiry .* is -1/],
    ],
    [
      'a Period that comes from the global block',
      {
        Routes: [route({ RateLimitOptions: { Limit: 3 } })],
        GlobalConfiguration: { RateLimitOptions: { Limit: 9, Period: '1m' } },
      },
      clean,
    ],
    [
      'a Period that would, but not for this route',
      {
        Routes: [route({ Key: 'a', RateLimitOptions: { Limit: 3 } })],
        GlobalConfiguration: { RateLimitOptions: { Limit: 9, Period: '1m', RouteKeys: ['b'] } },
      },
      [/Period is empty/],
    ],
    [
      'a global limit without a number, which other routes have',
      {
        Routes: [route(), route({ UpstreamPathTemplate: '/b', RateLimitOptions: { Limit: 3, Period: '1s' } })],
        GlobalConfiguration: { RateLimitOptions: { QuotaMessage: 'no' } },
      },
      [
        /^warning GlobalConfiguration.RateLimitOptions RateLimitOptions without a Limit count for routes that have none of their own \(1\)/,
      ],
    ],
    [
      'a global limit without a number, for routes that have one',
      {
        Routes: [
          route(),
          route({ Key: 'b', UpstreamPathTemplate: '/b', RateLimitOptions: { Limit: 3, Period: '1s' } }),
        ],
        GlobalConfiguration: { RateLimitOptions: { QuotaMessage: 'no', RouteKeys: ['b'] } },
      },
      clean,
    ],
    [
      'dynamic routes',
      { DynamicRoutes: [{ ServiceName: 's', DownstreamScheme: 'x', RateLimitOptions: { Limit: 1, Period: 'x' } }] },
      [/^error DynamicRoutes\[0\].DownstreamScheme /, /^error DynamicRoutes\[0\].RateLimitOptions.Period /],
    ],
    ['no listener', { Gateway: { Listeners: [] } }, ['error Gateway.Listeners Listeners is empty']],
    [
      'two listeners on one port',
      { Gateway: { Listeners: [{ Port: 1 }, { Port: 1 }] } },
      ['error Gateway.Listeners[1].Port 0.0.0.0:1 is also the address of Gateway.Listeners[0]'],
    ],
    ['listeners on any free port', { Gateway: { Listeners: [{ Port: 0 }, { Port: 0 }], Admin: { Port: 0 } } }, clean],
    [
      'the admin port on a listener',
      { Gateway: { Admin: { Port: 5000 } } },
      ["error Gateway.Admin.Port the admin port 5000 is also a listener's"],
    ],
    [
      'an open admin port',
      { Gateway: { Admin: { Host: '0.0.0.0' } } },
      [/^error Gateway.Admin.Host Gateway.Admin.Host "0.0.0.0" is reachable from other hosts, and there is no Secret/],
    ],
    ['an admin port with a secret', { Gateway: { Admin: { Host: '0.0.0.0', Secret: 's' } } }, clean],
    ...['127.0.0.9', '::1', 'localhost'].map(
      (Host) => [`an admin port on ${Host}`, { Gateway: { Admin: { Host } } }, clean] as const,
    ),
    ['Redis without an address', { Gateway: { Backplane: { Type: 'redis' } } }, [/^error Gateway.Backplane.Url /]],
    [
      'Redis with a bad address, whose password is kept',
      { Gateway: { Backplane: { Type: 'redis', Url: 'http://u:geheim@h' } } },
      ['error Gateway.Backplane.Url Url is not an address of Redis'],
    ],
    ['Redis behind Sentinels', { Gateway: { Backplane: { Type: 'redis', Sentinels: ['h:26379'] } } }, clean],
    [
      'Sentinels and Cluster that are no addresses',
      { Gateway: { Backplane: { Type: 'redis', Sentinels: ['h', 'redis://h'], Cluster: ['h:0'] } } },
      [
        'error Gateway.Backplane.Sentinels Sentinels and Cluster cannot be used together',
        'error Gateway.Backplane.Sentinels[1] Sentinels has an entry that is not host:port',
        'error Gateway.Backplane.Cluster[0] Cluster has an entry that is not host:port',
      ],
    ],
    [
      'TLS to Redis without the key of its certificate',
      { Gateway: { Backplane: { Type: 'redis', Url: 'rediss://h', Tls: { Certificate: 'x' } } } },
      ['error Gateway.Backplane.Tls Certificate and Key of Backplane.Tls belong together: one is missing'],
    ],
    [
      'TLS to Redis with what is no certificate',
      { Gateway: { Backplane: { Type: 'redis', Url: 'rediss://h', Tls: { Certificate: 'x', Key: 'y' } } } },
      [/^error Gateway.Backplane.Tls Backplane.Tls cannot be used: /],
    ],
    ['a health path', { Gateway: { Health: { Path: '/health' } } }, clean],
    ['a health path that is none', { Gateway: { Health: { Path: 'health' } } }, [/^error Gateway.Health.Path /]],
    [
      'trusted proxies',
      { Gateway: { ForwardedHeaders: { TrustedProxies: ['10.0.0.0/8', 'x'] } } },
      [/^error Gateway.ForwardedHeaders.TrustedProxies\[1\] /],
    ],
  ])('%s', async (_, content, expected) => {
    expectLines(lines((await load({ Authentication: scheme, ...content })).problems), expected);
  });
});

function expectLines(actual: readonly string[], expected: readonly (string | RegExp)[]): void {
  expect(actual).toEqual(expected.map((line) => (typeof line === 'string' ? line : expect.stringMatching(line))));
}
