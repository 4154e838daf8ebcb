/** A destination as a balancer of an extension sees it. */
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
  /** @param name in lower case @returns several lines joined by a comma; `null` when there is none */
  header(name: string): string | null;
}

/** A load balancer written in an extension. */
export interface CustomBalancer {
  /**
   * One of `context.destinations`; `null` when none will do, which is 503. What throws, rejects or gives something else is 500.
   * A request waits for it no longer than the route's timeout.
   */
  lease(context: LeaseContext): OfferedDestination | null | Promise<OfferedDestination | null>;
  /** The request of a lease is over: answered whole, failed or left by its client. Must not throw. */
  release?(destination: OfferedDestination): void;
}

/** What a balancer is made for. */
export interface CustomBalancerOptions {
  /** What it is kept by across changes of the configuration: the route, or its `ServiceName`. */
  readonly name: string;
  /** `LoadBalancerOptions.Key`; may be empty. */
  readonly key: string;
  /** `LoadBalancerOptions.Expiry`, milliseconds; 0 when it is not set. */
  readonly expiry: number;
}

/** Makes the balancers of one `LoadBalancerOptions.Type`. */
export type CustomBalancerFactory = (options: CustomBalancerOptions) => CustomBalancer;

/** Finds the factory of a type, compared without regard to case; `null` when no extension has one. */
export type FindCustomBalancer = (type: string) => CustomBalancerFactory | null;
