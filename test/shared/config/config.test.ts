import { describe, expect, test } from 'vitest';
import { config } from '../../../src/shared/config/config.js';

describe('an empty configuration', () => {
  const { Gateway, ...rest } = config.parse({});

  test('has no routes', () => {
    expect(rest).toEqual({
      Routes: [],
      DynamicRoutes: [],
      Aggregates: [],
      GlobalConfiguration: { UpstreamHeaderTransform: {}, DownstreamHeaderTransform: {} },
      Authentication: { Schemes: {} },
    });
  });

  test('runs on one host', () => {
    expect(Gateway).toEqual({
      Listeners: [{ Host: '0.0.0.0', Port: 5000 }],
      Workers: 'auto',
      Cache: { MaxBytes: 64 * 1024 * 1024, MaxEntryBytes: 1024 * 1024 },
      Admin: { Host: '127.0.0.1', Port: 5001 },
      Backplane: {
        Type: 'embedded',
        CacheMaxBytes: null,
        Sentinels: [],
        Cluster: [],
        KeyPrefix: 'margay',
        CommandTimeout: 50,
        CompressAbove: null,
        MasterName: 'mymaster',
        ClearTimeout: 2_000,
        OnFailure: 'local',
      },
      Limits: {
        HeaderBytes: 32_768,
        UrlBytes: 16_384,
        BodyBytes: null,
        BodyIdleTimeout: 30_000,
        BodyTimeout: null,
        HeaderCount: null,
        WriteIdleTimeout: 60_000,
        MinBodyRate: 240,
        MinWriteRate: 240,
        RateGrace: 5_000,
        DrainDelay: 0,
        DrainTimeout: 30_000,
        ReceiveBuffer: 262_144,
        Connections: null,
      },
      WebSockets: { MaxMessage: 16_777_216, QueueBytes: 4_194_304, IdleTimeout: null, ConnectTimeout: 10_000 },
      Health: { Path: null },
      ForwardedHeaders: { Send: false, TrustedProxies: [], Read: 'X-Forwarded-For' },
      Logging: { Level: 'info', Format: 'auto', Access: false },
      SetTcpMigrateReq: false,
      Extensions: [],
    });
  });
});

test('a route has the defaults of Ocelot', () => {
  expect(config.parse({ Routes: [{}] }).Routes[0]).toEqual({
    UpstreamPathTemplate: '',
    UpstreamHttpMethod: [],
    UpstreamHeaderTemplates: {},
    RouteIsCaseSensitive: false,
    Priority: 1,
    DownstreamPathTemplate: '',
    DownstreamHostAndPorts: [],
    UpstreamHeaderTransform: {},
    DownstreamHeaderTransform: {},
    AddClaimsToRequest: {},
    AddHeadersToRequest: {},
    AddQueriesToRequest: {},
    ChangeDownstreamPathTemplate: {},
    RouteClaimsRequirement: {},
    DelegatingHandlers: [],
    DangerousAcceptAnyServerCertificateValidator: false,
  });
});

test('an aggregate takes GET unless it lists methods', () => {
  const { Aggregates } = config.parse({ Aggregates: [{}, { UpstreamHttpMethod: ['POST'] }] });
  expect(Aggregates.map((aggregate) => aggregate.UpstreamHttpMethod)).toEqual([['GET'], ['POST']]);
});
