import type { ConnectionsPlan, DestinationPlan } from '../../shared/snapshot.js';
import type { ConnectionPool } from '../forward/http1/pool.js';
import type { Pools } from '../forward/pools.js';

/** No limit that anybody set (Ocelot: `MaxConnectionsPerServer`). */
const unlimited = 2_147_483_647;

/** A destination over one scheme: what a request needs of it. */
export interface Endpoint {
  /** What the service sees as its host; the default port of the scheme is left out (RFC 9110, 7.2). */
  readonly authority: string;
  readonly pool: ConnectionPool;
}

/** One host and port of a service, reachable over http or https, whichever the route or the request asks for. */
export class Destination {
  readonly host: string;
  readonly #port: number;
  readonly #connections: ConnectionsPlan;
  readonly #scope: string;
  readonly #pools: Pools;
  #plain: Endpoint | null = null;
  #secure: Endpoint | null = null;

  /** `serviceId` separates the connections of routes that limit their number. */
  constructor(plan: DestinationPlan, connections: ConnectionsPlan, serviceId: string, pools: Pools) {
    this.host = plan.host.startsWith('[') ? plan.host.slice(1, -1) : plan.host;
    this.#port = plan.port;
    this.#connections = connections;
    this.#scope = connections.max === unlimited ? '' : serviceId;
    this.#pools = pools;
  }

  endpoint(secure: boolean): Endpoint {
    if (secure) {
      this.#secure ??= this.#open(true);
      return this.#secure;
    }
    this.#plain ??= this.#open(false);
    return this.#plain;
  }

  /** `host:port`, the port left out when it is the scheme's own. */
  authority(secure: boolean): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    const port = this.#portOf(secure);
    return port === (secure ? 443 : 80) ? host : `${host}:${port}`;
  }

  /** Keys of the pools this destination uses or may use. */
  poolKeys(): readonly string[] {
    return [this.#key(false), this.#key(true)];
  }

  #open(secure: boolean): Endpoint {
    const tls = secure ? { acceptAnyCertificate: this.#connections.acceptAnyCertificate } : null;
    const origin = { host: this.host, port: this.#portOf(secure), tls };
    return { authority: this.authority(secure), pool: this.#pools.get(this.#key(secure), origin, this.#connections) };
  }

  #key(secure: boolean): string {
    const { max, lifetime, acceptAnyCertificate } = this.#connections;
    const scheme = !secure ? 'http' : acceptAnyCertificate ? 'https-any' : 'https';
    return `${scheme}|${this.host}|${this.#portOf(secure)}|${max}|${lifetime}|${this.#scope}`;
  }

  #portOf(secure: boolean): number {
    return this.#port > 0 ? this.#port : secure ? 443 : 80;
  }
}
