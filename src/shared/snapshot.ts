import type { MetadataRules } from './metadata/metadata-rules.js';
import type { AggregationPlan } from './policies/aggregation.js';
import type { AuthenticationPlan, SchemePlan } from './policies/authentication.js';
import type { AuthorizationPlan } from './policies/authorization.js';
import type { BalancerPlan } from './policies/balancer.js';
import type { CachePlan } from './policies/cache.js';
import type { ClaimsPlan } from './policies/claims.js';
import type { HeaderText } from './policies/header-text.js';
import type { HeaderReplacement } from './policies/header-transform.js';
import type { QosPlan } from './policies/qos.js';
import type { RateLimitPlan } from './policies/rate-limit.js';
import type { RetryPlan } from './policies/retry.js';

/**
 * The plan of a host: what the primary compiles from a configuration and every worker runs.
 *
 * Plain, complete, defaulted and ordered data. A snapshot is replaced whole and never changed.
 * Durations are milliseconds, sizes are bytes, `null` means "no limit" or "nothing to do".
 */
export interface Snapshot extends SnapshotSettings {
  /** In the order in which a request chooses: priority descending, then file order; aggregates after routes. */
  readonly routes: readonly RoutePlan[];
}

/** Everything of a snapshot except its routes, which travel in parts. */
export interface SnapshotSettings {
  /** Grows by one with every rollout of a primary. */
  readonly id: number;
  readonly limits: LimitsPlan;
  readonly cache: CacheLimitsPlan;
  readonly webSockets: WebSocketsPlan;
  /** Path on the gateway's own port that answers the readiness of the worker, `null` when off. */
  readonly healthPath: string | null;
  /** One log line per request. */
  readonly accessLog: boolean;
  readonly forwardedHeaders: ForwardedHeadersPlan;
  /** `GlobalConfiguration.BaseUrl`, or its default: the value of the placeholder `{BaseUrl}`. */
  readonly baseUrl: string;
  /** `Authentication.Schemes`. */
  readonly authentication: readonly SchemePlan[];
  /** Files of `Gateway.Extensions`, absolute. */
  readonly extensions: readonly string[];
  /** How routes' metadata is read. */
  readonly metadata: MetadataRules;
}

/** `Gateway.ForwardedHeaders`. */
export interface ForwardedHeadersPlan {
  /** Tell services about the client (`X-Forwarded-*`, `Forwarded`). */
  readonly send: boolean;
  /** Addresses and ranges of proxies whose word about the client counts. */
  readonly trustedProxies: readonly string[];
  /** The kind of field in which trusted proxies say who the client is; the other kind is not believed. */
  readonly read: 'X-Forwarded-For' | 'Forwarded';
}

/** `Gateway.Limits`: what the front of a worker bears from its clients. */
export interface LimitsPlan {
  readonly headerBytes: number;
  readonly urlBytes: number;
  readonly bodyBytes: number | null;
  /** Longest pause between two pieces of a request body. */
  readonly bodyIdleTimeout: number;
  /** Longest time for a whole request body. */
  readonly bodyTimeout: number | null;
  /** Most header lines of a request. */
  readonly headerCount: number | null;
  /** Longest time in which a client takes nothing of an answer that waits for it. */
  readonly writeIdleTimeout: number;
  /** Bytes per second, counted after `rateGrace`; 0 is off. */
  readonly minBodyRate: number;
  readonly minWriteRate: number;
  readonly rateGrace: number;
  /** What the system receives for a client ahead of the worker; `null`: as it likes. */
  readonly receiveBuffer: number | null;
  /** Open client connections per worker. */
  readonly connections: number | null;
}

/** `Gateway.Cache`. */
export interface CacheLimitsPlan {
  /** Most memory of cached answers, per worker. */
  readonly maxBytes: number;
  /** Largest body that is cached, or is hashed into a key. */
  readonly maxEntryBytes: number;
}

/** `Gateway.WebSockets`. */
export interface WebSocketsPlan {
  readonly maxMessage: number;
  readonly queueBytes: number;
  readonly idleTimeout: number | null;
  readonly connectTimeout: number;
}

/** One route (or aggregate) as the worker needs it. */
export interface RoutePlan {
  /** Stable across snapshots while the route stays the same; State is kept by it. */
  readonly id: string;
  /** As Ocelot names it in messages: the upstream path template. */
  readonly name: string;
  /** Where it stands in the configuration, `Routes[3]`. */
  readonly source: string;
  readonly upstream: UpstreamPlan;
  readonly downstream: DownstreamPlan;
  readonly service: ServicePlan;
  /** Until the response head of the service is there. */
  readonly timeout: number;
  /** Names of options that restrict access and are not active yet: the route answers 503 while there are any. */
  readonly blockedBy: readonly string[];
  /** `null`: every address may come. */
  readonly security: SecurityPlan | null;
  /** Changes to the request's fields; `null`: none. */
  readonly requestHeaders: readonly HeaderTransformPlan[] | null;
  /** Changes to the answer's fields; `null`: none. */
  readonly responseHeaders: readonly HeaderTransformPlan[] | null;
  /** `null`: ids of requests are not passed on. */
  readonly requestId: RequestIdPlan | null;
  /** `null`: those of the host only. */
  readonly limits: RouteLimitsPlan | null;
  readonly handler: HandlerPlan;
  /** What Ocelot calls the load-balancing key: the identity of the route in counters, cache regions and sessions. */
  readonly loadBalancingKey: string;
  /** `null`: everybody may call. */
  readonly authentication: AuthenticationPlan | null;
  /** `null`: whoever the user is, he may. */
  readonly authorization: AuthorizationPlan | null;
  /** `null`: nothing is made of claims. */
  readonly claims: ClaimsPlan | null;
  /** `null`: answers are not kept. */
  readonly cache: CachePlan | null;
  /** `null`: as many requests as come. */
  readonly rateLimit: RateLimitPlan | null;
  /** `null`: neither circuit breaker nor a timeout of its own. */
  readonly qos: QosPlan | null;
  /** `null`: calls are not repeated. */
  readonly retry: RetryPlan | null;
  /** Names of delegating handlers, outermost first; `null`: none. */
  readonly delegatingHandlers: readonly string[] | null;
  /** `GlobalConfiguration.Metadata` under the route's own; `null`: there is none. */
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Of an aggregate: its routes, with the aggregate's upstream side; `null`: it is a route. */
  readonly members: readonly MemberPlan[] | null;
  /** Of an aggregate; `null`: it is a route. */
  readonly aggregation: AggregationPlan | null;
}

/** One route of an aggregate. */
export interface MemberPlan {
  readonly key: string;
  readonly route: RoutePlan;
}

/** `SecurityOptions`: entries as written and checked (address, range, mask or CIDR). */
export interface SecurityPlan {
  readonly allowed: readonly string[];
  readonly blocked: readonly string[];
  readonly excludeAllowedFromBlocked: boolean;
}

/** What happens to one header: it is removed, or its values are changed in this order; then a value is added. */
export interface HeaderTransformPlan {
  readonly name: string;
  /** Together with `add`: only when the value to add is known. */
  readonly remove: boolean;
  readonly replace: readonly HeaderReplacement[];
  /** Requests: in place of what is there. Answers: when nothing is there. */
  readonly add: HeaderText | null;
}

export interface RequestIdPlan {
  /** `GlobalConfiguration.RequestIdKey`. */
  readonly globalKey: string | null;
  readonly routeKey: string | null;
}

/** A route's own limits; `null`: the host's. */
export interface RouteLimitsPlan {
  readonly bodyBytes: number | null;
  readonly bodyIdleTimeout: number | null;
  /** Milliseconds for the whole request body. */
  readonly bodyTimeout: number | null;
  readonly headerBytes: number | null;
  readonly headerCount: number | null;
  readonly urlBytes: number | null;
}

/** `HttpHandlerOptions`, as far as they are not about connections. */
export interface HandlerPlan {
  readonly followRedirects: boolean;
  /** One cookie jar of the route, shared by all clients. */
  readonly cookieContainer: boolean;
  /** Use the proxy of the environment. */
  readonly proxy: boolean;
}

/** The client's side: what a request must look like to be this route's. */
export interface UpstreamPlan {
  readonly pathTemplate: string;
  readonly caseSensitive: boolean;
  /** Upper case; empty is any. */
  readonly methods: readonly string[];
  readonly host: string | null;
  /** Header name (lower case) and template. */
  readonly headerTemplates: readonly (readonly [name: string, template: string])[];
  /** Already 0 for a catch-all `/{anything}`. */
  readonly priority: number;
}

/** The service's side: how the request looks that goes there. */
export interface DownstreamPlan {
  readonly pathTemplate: string;
  /** `null`: the scheme of the incoming request. */
  readonly scheme: DownstreamScheme | null;
  /** `null`: the method of the incoming request. */
  readonly method: string | null;
  readonly version: HttpVersionPlan;
  readonly hostHeader: HostHeaderPlan;
}

/** `DownstreamHttpVersion` and its policy. */
export interface HttpVersionPlan {
  readonly version: '1.0' | '1.1' | '2.0';
  readonly policy: 'exact' | 'orHigher' | 'orLower';
}

/** What the service sees as host: its own authority, the client's, or this text. */
export type HostHeaderPlan =
  | { readonly kind: 'service' | 'preserve' }
  | { readonly kind: 'literal'; readonly value: string };

export type DownstreamScheme = 'http' | 'https' | 'ws' | 'wss';

/** The destinations of a route and how one is chosen and reached. */
export interface ServicePlan {
  /** Stable across snapshots while the destinations stay the same: connections and balancer state are kept by it. */
  readonly id: string;
  readonly destinations: readonly DestinationPlan[];
  readonly balancer: BalancerPlan;
  readonly connections: ConnectionsPlan;
}

export interface DestinationPlan {
  readonly host: string;
  /** 0: the default port of the scheme. */
  readonly port: number;
  /** Its share of the requests, from 1 on, for balancers that go by weight. */
  readonly weight: number;
}

export interface ConnectionsPlan {
  /** Open connections per destination, at least 1. */
  readonly max: number;
  /** After which an idle connection is not used again; 0 disables reuse. */
  readonly lifetime: number;
  /** Accept any TLS certificate of the service. */
  readonly acceptAnyCertificate: boolean;
  /** Shown to services over TLS; PEM texts. */
  readonly clientCertificate: ClientCertificatePlan | null;
}

export interface ClientCertificatePlan {
  readonly certificate: string;
  readonly key: string;
}
