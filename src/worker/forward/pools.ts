import { ConnectionPool } from './http1/pool.js';
import { plainForm, type RequestForm } from './http1/request-form.js';
import { Http2Pool } from './http2/pool.js';
import { NegotiatedPool } from './negotiated-pool.js';
import { authorityOf, type Origin } from './origin.js';
import type { Protocol } from './protocol.js';
import type { PoolLimits, ServicePool } from './service-pool.js';

interface Clock {
  readonly now: number;
}

/**
 * The pools of a worker. They outlive snapshots: a pool is kept while a snapshot names its origin and limits, and another
 * one, which a redirect led to, while it has connections.
 */
export class Pools {
  readonly #byKey = new Map<string, ServicePool>();
  #named: ReadonlySet<string> = new Set();
  readonly #clock: Clock;
  readonly #sweep: NodeJS.Timeout;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sweep = setInterval(() => this.#sweepAll(), 5_000);
    this.#sweep.unref();
  }

  /** `key` names the origin, the limits, the protocol and what else keeps pools apart. */
  get(key: string, origin: Origin, limits: PoolLimits, protocol: Protocol): ServicePool {
    let pool = this.#byKey.get(key);
    if (pool === undefined) {
      pool = newPool(origin, limits, protocol, this.#clock);
      this.#byKey.set(key, pool);
    }
    return pool;
  }

  /** Retires the pools whose key is not in use. */
  keepOnly(used: ReadonlySet<string>): void {
    this.#named = used;
    for (const [key, pool] of this.#byKey) {
      if (used.has(key)) continue;
      this.#byKey.delete(key);
      pool.retire();
    }
  }

  close(): void {
    clearInterval(this.#sweep);
    this.keepOnly(new Set());
  }

  #sweepAll(): void {
    for (const [key, pool] of this.#byKey) {
      pool.sweep();
      if (pool.openConnections === 0 && !this.#named.has(key)) this.#byKey.delete(key);
    }
  }
}

function newPool(origin: Origin, limits: PoolLimits, protocol: Protocol, clock: Clock): ServicePool {
  switch (protocol) {
    case 'http1':
      return new ConnectionPool(origin, limits, clock, requestForm(origin, ''));
    case 'http1-close':
      return new ConnectionPool(
        origin,
        { ...limits, lifetime: 0 },
        clock,
        requestForm(origin, 'connection: close\r\n'),
      );
    case 'h2':
      return new Http2Pool(origin, limits, clock);
    case 'negotiated':
      return new NegotiatedPool(origin, limits, clock);
  }
}

/** A proxy is asked for `http:` URLs in full; to `https:` ones it makes a tunnel. */
function requestForm({ host, port, tls, proxy }: Origin, lines: string): RequestForm {
  if (tls !== null || proxy === null) return lines === '' ? plainForm : { prefix: '', lines };
  const authorization = proxy.authorization === null ? '' : `proxy-authorization: ${proxy.authorization}\r\n`;
  return { prefix: `http://${authorityOf(host, port, false)}`, lines: lines + authorization };
}
