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
  readonly webSockets: WebSocketsPlan;
  /** Path on the gateway's own port that answers the readiness of the worker, `null` when off. */
  readonly healthPath: string | null;
  /** One log line per request. */
  readonly accessLog: boolean;
}

/** `Gateway.Limits`: what the front of a worker bears from its clients. */
export interface LimitsPlan {
  readonly headerBytes: number;
  readonly urlBytes: number;
  readonly bodyBytes: number | null;
  /** Longest pause between two pieces of a request body. */
  readonly bodyIdleTimeout: number;
  /** Longest time in which a client takes nothing of an answer that waits for it. */
  readonly writeIdleTimeout: number;
  /** Bytes per second, counted after `rateGrace`; 0 is off. */
  readonly minBodyRate: number;
  readonly minWriteRate: number;
  readonly rateGrace: number;
  /** Open client connections per worker. */
  readonly connections: number | null;
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
}

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
}

export interface BalancerPlan {
  readonly type: 'NoLoadBalancer' | 'RoundRobin';
}

export interface ConnectionsPlan {
  /** Open connections per destination, at least 1. */
  readonly max: number;
  /** After which an idle connection is not used again; 0 disables reuse. */
  readonly lifetime: number;
  /** Accept any TLS certificate of the service. */
  readonly acceptAnyCertificate: boolean;
}
