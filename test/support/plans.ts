import type { AggregationPlan } from '../../src/shared/policies/aggregation.js';
import { type BalancerPlan, noBalancer } from '../../src/shared/policies/balancer.js';
import type { DownstreamScheme, LimitsPlan, RoutePlan, SnapshotSettings } from '../../src/shared/snapshot.js';

/** What a test says of a route; the rest is as a configuration without further options compiles. */
export interface RouteSketch {
  path?: string;
  to?: string;
  methods?: readonly string[];
  host?: string;
  headerTemplates?: RoutePlan['upstream']['headerTemplates'];
  caseSensitive?: boolean;
  priority?: number;
  scheme?: DownstreamScheme | null;
  method?: string;
  /** Ports of 127.0.0.1, or hosts and ports. */
  destinations?: readonly (number | { host: string; port: number; weight?: number })[];
  /** A type, or parts of the plan; the rest is as it is without options. */
  balancer?: BalancerPlan['type'] | Partial<BalancerPlan>;
  timeout?: number;
  maxConnections?: number;
  lifetime?: number;
  acceptAnyCertificate?: boolean;
  blockedBy?: readonly string[];
  /** Parts of the plan as they are. */
  plan?: Partial<RoutePlan>;
}

/** As a configuration without further options compiles. */
export const plainAggregation: AggregationPlan = {
  aggregator: null,
  expansions: null,
  partFailure: 'fail',
  partTimeout: null,
  mergeHeaders: [],
  maxBytes: 64 * 1024 * 1024,
  maxCalls: 100,
  parallelCalls: 20,
};

export function routePlan(sketch: RouteSketch = {}): RoutePlan {
  const path = sketch.path ?? '/{everything}';
  const destinations = (sketch.destinations ?? []).map((one) =>
    typeof one === 'number' ? { host: '127.0.0.1', port: one, weight: 1 } : { weight: 1, ...one },
  );
  const id = JSON.stringify([path, sketch.methods, sketch.host, destinations]);
  return {
    id,
    name: path,
    source: 'Routes[0]',
    upstream: {
      pathTemplate: path,
      caseSensitive: sketch.caseSensitive ?? false,
      methods: sketch.methods ?? [],
      host: sketch.host ?? null,
      headerTemplates: sketch.headerTemplates ?? [],
      priority: sketch.priority ?? (/^\/\{[^}]*\}$/.test(path) ? 0 : 1),
    },
    downstream: {
      pathTemplate: sketch.to ?? path,
      scheme: sketch.scheme === undefined ? 'http' : sketch.scheme,
      method: sketch.method ?? null,
      version: { version: '1.1', policy: 'orLower' },
      hostHeader: { kind: 'service' },
    },
    service: {
      id,
      destinations,
      balancer: {
        ...noBalancer,
        name: id,
        ...(typeof sketch.balancer === 'string' ? { type: sketch.balancer } : sketch.balancer),
      },
      connections: {
        max: sketch.maxConnections ?? 2_147_483_647,
        lifetime: sketch.lifetime ?? 120_000,
        acceptAnyCertificate: sketch.acceptAnyCertificate ?? false,
        clientCertificate: null,
      },
    },
    timeout: sketch.timeout ?? 90_000,
    blockedBy: sketch.blockedBy ?? [],
    security: null,
    requestHeaders: null,
    responseHeaders: null,
    requestId: null,
    limits: null,
    handler: { followRedirects: false, cookieContainer: false, proxy: false },
    loadBalancingKey: id,
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
    aggregation: sketch.plan?.members == null ? null : plainAggregation,
    ...sketch.plan,
  };
}

export function settings(limits: Partial<LimitsPlan> = {}, rest: Partial<SnapshotSettings> = {}): SnapshotSettings {
  return {
    id: 1,
    limits: {
      headerBytes: 32_768,
      urlBytes: 16_384,
      bodyBytes: null,
      bodyIdleTimeout: 30_000,
      bodyTimeout: null,
      headerCount: null,
      writeIdleTimeout: 60_000,
      minBodyRate: 240,
      minWriteRate: 240,
      rateGrace: 5_000,
      receiveBuffer: null,
      connections: null,
      ...limits,
    },
    cache: { maxBytes: 64 * 1024 * 1024, maxEntryBytes: 1024 * 1024 },
    webSockets: {
      maxMessage: 16 * 1024 * 1024,
      queueBytes: 4 * 1024 * 1024,
      idleTimeout: null,
      connectTimeout: 10_000,
    },
    healthPath: null,
    accessLog: false,
    forwardedHeaders: { send: false, trustedProxies: [], read: 'X-Forwarded-For' },
    baseUrl: 'http://localhost:5000',
    authentication: [],
    extensions: [],
    metadata: { separators: [','], trimCharacters: ' ', trimEntries: false, numberStyles: 511, culture: '' },
    ...rest,
  };
}
