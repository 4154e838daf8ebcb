import type { DestinationPlan } from '../../shared/snapshot.js';
import { hashText } from '../balance/hash-text.js';
import { authorityOf } from '../forward/origin.js';
import type { ServicePool } from '../forward/service-pool.js';
import type { Place, Transport } from '../forward/transport.js';

/** A destination over one scheme: what a request needs of it. */
export interface Endpoint {
  /** What the service sees as its host; the default port of the scheme is left out (RFC 9110, 7.2). */
  readonly authority: string;
  readonly pool: ServicePool;
}

/** One host and port of a service, reachable over http or https, whichever the route or the request asks for. */
export class Destination {
  readonly host: string;
  /** 0: the default port of the scheme. */
  readonly port: number;
  readonly weight: number;
  /** What counters know it by, on every worker. */
  readonly name: string;
  /** Of the name. */
  readonly hash: number;
  readonly #transport: Transport;
  #plain: Endpoint | null = null;
  #secure: Endpoint | null = null;

  constructor(plan: DestinationPlan, transport: Transport) {
    this.host = plan.host.startsWith('[') ? plan.host.slice(1, -1) : plan.host;
    this.port = plan.port;
    this.weight = plan.weight;
    this.name = authorityOf(this.host, plan.port, false);
    this.hash = hashText(this.name);
    this.#transport = transport;
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
    return authorityOf(this.host, this.#place(secure).port, secure);
  }

  /** Keys of the pools this destination uses or may use. */
  poolKeys(): readonly string[] {
    return [this.#transport.key(this.#place(false)), this.#transport.key(this.#place(true))];
  }

  #open(secure: boolean): Endpoint {
    return { authority: this.authority(secure), pool: this.#transport.open(this.#place(secure)) };
  }

  #place(secure: boolean): Place {
    return { host: this.host, port: this.port > 0 ? this.port : secure ? 443 : 80, secure };
  }
}
