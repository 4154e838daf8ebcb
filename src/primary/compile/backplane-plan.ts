import type { BackplanePlan } from '../../shared/backplane/plan.js';
import type { Backplane } from '../../shared/config/gateway/backplane.js';
import type { Gateway } from '../../shared/config/gateway.js';
import type { RedisPlan, RedisTlsPlan } from '../../shared/redis/plan.js';
import { workerCount } from './worker-count.js';

/** What workers need to share state. */
export function backplanePlan(gateway: Gateway, hostId: string, socketPath: string): BackplanePlan {
  const { Backplane } = gateway;
  const redis = redisPlan(Backplane);
  return {
    socketPath,
    hostId,
    hasPeers: workerCount(gateway) > 1,
    redis,
    cacheRedis: redis === null ? null : cachePlan(Backplane, redis),
    cacheMaxBytes: Backplane.CacheMaxBytes,
    compressAbove: Backplane.CompressAbove,
    commandTimeout: Backplane.CommandTimeout,
    onFailure: Backplane.OnFailure,
  };
}

/** `null`: embedded. */
export function redisPlan(backplane: Backplane): RedisPlan | null {
  if (backplane.Type !== 'redis') return null;
  return {
    url: filled(backplane.Url),
    sentinels: backplane.Sentinels,
    masterName: backplane.MasterName,
    sentinelPassword: filled(backplane.SentinelPassword),
    cluster: backplane.Cluster,
    tls: tlsPlan(backplane),
    keyPrefix: backplane.KeyPrefix,
    commandTimeout: backplane.CommandTimeout,
  };
}

function cachePlan({ CacheUrl }: Backplane, redis: RedisPlan): RedisPlan | null {
  const url = filled(CacheUrl);
  return url === null ? null : { ...redis, url, sentinels: [], cluster: [] };
}

function tlsPlan({ Tls }: Backplane): RedisTlsPlan | null {
  if (Tls === undefined) return null;
  return {
    ca: filled(Tls.Ca),
    certificate: filled(Tls.Certificate),
    key: filled(Tls.Key),
    serverName: filled(Tls.ServerName),
    acceptAnyCertificate: Tls.AcceptAnyCertificate,
  };
}

function filled(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text;
}
