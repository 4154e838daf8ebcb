/** A destination as a balancer sees it. */
export interface OfferedDestination {
  readonly host: string;
  /** 0: the default port of the scheme. */
  readonly port: number;
  /** From 1 on. */
  readonly weight: number;
}

/** A request that wants a destination. Valid until the lease is given. */
export interface LeaseContext {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  /** Empty when nobody knows it. */
  readonly clientAddress: string;
  /** What the route offers now, at least one. */
  readonly destinations: readonly OfferedDestination[];
  /** Several lines joined by a comma; `null` when there is none. The name in lower case. */
  header(name: string): string | null;
}

/** Chooses where each request goes. Source: Ocelot, custom load balancers. */
export interface LoadBalancer {
  /** One of `context.destinations`; `null`: none will do, the request fails with 503. */
  lease(context: LeaseContext): OfferedDestination | null | Promise<OfferedDestination | null>;
  /** The request of a lease is over, however it ended. */
  release?(destination: OfferedDestination): void;
}

/** What a balancer is made for. */
export interface LoadBalancerOptions {
  /** What it is kept by across changes of the configuration: the route, or its `ServiceName`. */
  readonly name: string;
  /** `LoadBalancerOptions.Key`; may be empty. */
  readonly key: string;
  /** `LoadBalancerOptions.Expiry`, milliseconds; 0 when it is not set. */
  readonly expiry: number;
}

/** Named by `LoadBalancerOptions.Type`, without regard to case. */
export type LoadBalancerFactory = (options: LoadBalancerOptions) => LoadBalancer;
