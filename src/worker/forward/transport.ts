import { createHash } from 'node:crypto';
import type { ClientCertificatePlan, ConnectionsPlan, HttpVersionPlan, RoutePlan } from '../../shared/snapshot.js';
import type { CookieJar } from './cookies/cookie-jar.js';
import type { CookieJars } from './cookies/cookie-jars.js';
import { authorityOf, type Origin } from './origin.js';
import type { Pools } from './pools.js';
import { protocolFor } from './protocol.js';
import { EnvironmentProxies } from './proxy/environment-proxies.js';
import { JourneyPool } from './redirect/journey-pool.js';
import type { ServicePool } from './service-pool.js';

/** No limit that anybody set (Ocelot: `MaxConnectionsPerServer`). */
const unlimited = 2_147_483_647;

/** A place on the network as a route reaches it. */
export interface Place {
  /** IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** How a route reaches places: everything that keeps its connections apart from those of other routes. */
export class Transport {
  readonly followsRedirects: boolean;
  readonly #connections: ConnectionsPlan;
  readonly #version: HttpVersionPlan;
  readonly #scope: string;
  readonly #pools: Pools;
  readonly #proxies: EnvironmentProxies | null;
  readonly #jar: CookieJar | null;

  constructor(plan: RoutePlan, pools: Pools, jars: CookieJars) {
    const { connections, id } = plan.service;
    const { clientCertificate, max } = connections;
    this.#connections = connections;
    this.#version = plan.downstream.version;
    // The service's id separates the connections of routes that limit their number.
    this.#scope = (max === unlimited ? '' : id) + (clientCertificate === null ? '' : `|${digest(clientCertificate)}`);
    this.#pools = pools;
    this.#proxies = plan.handler.proxy ? new EnvironmentProxies(process.env) : null;
    this.#jar = plan.handler.cookieContainer ? jars.get(plan.id) : null;
    this.followsRedirects = plan.handler.followRedirects;
  }

  /** What requests of the route go over. */
  open(place: Place): ServicePool {
    if (this.#jar === null && !this.followsRedirects) return this.connect(place);
    return new JourneyPool(this, place, this.#jar);
  }

  /** The connections to a place. */
  connect(place: Place): ServicePool {
    const { acceptAnyCertificate, clientCertificate } = this.#connections;
    const origin: Origin = {
      host: place.host,
      port: place.port,
      tls: place.secure ? { acceptAnyCertificate, clientCertificate } : null,
      proxy: this.#proxies?.proxyFor(place.host, place.port, place.secure) ?? null,
    };
    const protocol = protocolFor(this.#version, place.secure);
    return this.#pools.get(this.key(place), origin, this.#connections, protocol);
  }

  /** Key of the pool that `connect` gives. */
  key({ host, port, secure }: Place): string {
    const { max, lifetime, acceptAnyCertificate } = this.#connections;
    const scheme = !secure ? 'http' : acceptAnyCertificate ? 'https-any' : 'https';
    const proxy = this.#proxies?.proxyFor(host, port, secure) ?? null;
    const way = proxy === null ? '' : `|${authorityOf(proxy.host, proxy.port, false)}|${proxy.authorization ?? ''}`;
    return `${scheme}|${protocolFor(this.#version, secure)}|${host}|${port}|${max}|${lifetime}|${this.#scope}${way}`;
  }
}

function digest({ certificate, key }: ClientCertificatePlan): string {
  return createHash('sha256').update(certificate).update('\0').update(key).digest('base64');
}
