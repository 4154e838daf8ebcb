/** One address of a service. */
export interface Instance {
  readonly host: string;
  readonly port: number;
}

export interface LoadBalancerRequest {
  readonly path: string;
  readonly clientAddress: string;
  header(name: string): string | null;
}

/** Chooses where each request goes. One per load-balancing key and worker. Source: Ocelot, custom load balancers. */
export interface LoadBalancer {
  /** @returns one of `instances`; `null`: none, the request fails with 503 */
  lease(instances: readonly Instance[], request: LoadBalancerRequest): Instance | null;
  /** The call is over. */
  release?(instance: Instance): void;
}

export interface LoadBalancerOptions {
  /** The load-balancing key. */
  readonly key: string;
  /** `LoadBalancerOptions.Key`, for example the name of a cookie. */
  readonly name: string | null;
}

/** Named by `LoadBalancerOptions.Type`. */
export type LoadBalancerFactory = (options: LoadBalancerOptions) => LoadBalancer;
