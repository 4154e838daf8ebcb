import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { redisAddress, redisUrl } from './addresses.js';
import type { RedisPlan } from './plan.js';

/** Between two attempts to connect, ms. */
const RETRY = 1_000;

/** Until the other side of a connection that is given up has closed it too, ms. A frozen one never does; a new one waits for it. */
const DISCONNECT_TIMEOUT = 100;

/** Longest wait for a connection, ms. */
const CONNECT_TIMEOUT = 2_000;

export type RedisClient = Redis | Cluster;

/** Where a client must behave in another way than the request path needs it. */
export type ClientChanges = Pick<
  RedisOptions,
  'lazyConnect' | 'enableOfflineQueue' | 'maxRetriesPerRequest' | 'commandTimeout'
>;

/**
 * The client library, set up so that nothing waits in it: no queue while there is no connection, nothing sent twice, one
 * attempt a second to connect. Not connected yet.
 */
export function createClient(plan: RedisPlan, changes: ClientChanges = {}): RedisClient {
  const url = plan.url === null ? null : redisUrl(plan.url);
  const tls = tlsOptions(plan, url?.tls ?? false);
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    // A command that was sent may have been done: sent again it would count twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT,
    disconnectTimeout: DISCONNECT_TIMEOUT,
    protocol: 2,
    ...(url?.username == null ? {} : { username: url.username }),
    ...(url?.password == null ? {} : { password: url.password }),
    ...(tls === null ? {} : { tls }),
    ...changes,
  } satisfies RedisOptions;
  if (plan.cluster.length > 0) return clusterClient(plan, options, changes);
  const retry = { retryStrategy: () => RETRY, db: url?.database ?? 0 };
  if (plan.sentinels.length === 0) return new Redis({ ...options, ...retry, ...host(url) });
  return new Redis({
    ...options,
    ...retry,
    name: plan.masterName,
    sentinels: plan.sentinels.map((text) => redisAddress(text, 26_379)!),
    sentinelRetryStrategy: () => RETRY,
    sentinelMaxConnections: 1,
    ...(plan.sentinelPassword === null ? {} : { sentinelPassword: plan.sentinelPassword }),
    ...(tls === null ? {} : { enableTLSForSentinelMode: true, sentinelTLS: tls }),
  });
}

/** The one connection, or those to the masters of a cluster that are known now. */
export function masters(client: RedisClient): readonly Redis[] {
  return client instanceof Cluster ? client.nodes('master') : [client];
}

function clusterClient(
  plan: RedisPlan,
  redisOptions: Omit<RedisOptions, 'replyMapping'>,
  { lazyConnect = true, enableOfflineQueue = false }: ClientChanges,
): Cluster {
  return new Cluster(
    plan.cluster.map((text) => redisAddress(text, 6379)!),
    {
      lazyConnect,
      enableOfflineQueue,
      clusterRetryStrategy: () => RETRY,
      // Whoever waits has a deadline of its own; a moved slot is followed, anything else is told at once.
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
      retryDelayOnTryAgain: 0,
      slotsRefreshTimeout: CONNECT_TIMEOUT,
      slotsRefreshInterval: 5_000,
      redisOptions,
    },
  );
}

function host(url: ReturnType<typeof redisUrl>): { host?: string; port?: number } {
  return url === null ? {} : { host: url.host, port: url.port };
}

function tlsOptions({ tls }: RedisPlan, wanted: boolean): ConnectionOptions | null {
  if (tls === null) return wanted ? {} : null;
  return {
    rejectUnauthorized: !tls.acceptAnyCertificate,
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.certificate === null ? {} : { cert: tls.certificate }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.serverName === null ? {} : { servername: tls.serverName }),
  };
}
