/** How a Redis is reached. Holds secrets: never logged whole. */
export interface RedisPlan {
  /** `redis://user:password@host:port/database`; `null` with Sentinels or a Cluster that need no user. */
  readonly url: string | null;
  /** `host:port` each; empty: no Sentinels. */
  readonly sentinels: readonly string[];
  readonly masterName: string;
  readonly sentinelPassword: string | null;
  /** `host:port` each; empty: no Redis Cluster. */
  readonly cluster: readonly string[];
  readonly tls: RedisTlsPlan | null;
  readonly keyPrefix: string;
  /** ms */
  readonly commandTimeout: number;
}

/** PEM texts; `null`: the default of Node. */
export interface RedisTlsPlan {
  readonly ca: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  readonly serverName: string | null;
  readonly acceptAnyCertificate: boolean;
}
