import type { Config } from '../../shared/config/config.js';
import type { SnapshotSettings } from '../../shared/snapshot.js';
import { metadataRules } from './metadata-rules.js';
import { schemePlan } from './schemes/scheme-plan.js';

/** What workers need of the host's configuration. */
export function settings(config: Config, id: number): SnapshotSettings {
  const { Cache, Limits, WebSockets, Health, Logging, ForwardedHeaders } = config.Gateway;
  return {
    id,
    limits: {
      headerBytes: Limits.HeaderBytes,
      urlBytes: Limits.UrlBytes,
      bodyBytes: Limits.BodyBytes,
      bodyIdleTimeout: Limits.BodyIdleTimeout,
      bodyTimeout: Limits.BodyTimeout,
      headerCount: Limits.HeaderCount,
      writeIdleTimeout: Limits.WriteIdleTimeout,
      minBodyRate: Limits.MinBodyRate,
      minWriteRate: Limits.MinWriteRate,
      rateGrace: Limits.RateGrace,
      receiveBuffer: Limits.ReceiveBuffer,
      connections: Limits.Connections,
    },
    cache: { maxBytes: Cache.MaxBytes, maxEntryBytes: Cache.MaxEntryBytes },
    webSockets: {
      maxMessage: WebSockets.MaxMessage,
      queueBytes: WebSockets.QueueBytes,
      idleTimeout: WebSockets.IdleTimeout,
      connectTimeout: WebSockets.ConnectTimeout,
    },
    healthPath: Health.Path,
    accessLog: Logging.Access,
    forwardedHeaders: {
      send: ForwardedHeaders.Send,
      trustedProxies: ForwardedHeaders.TrustedProxies,
      read: ForwardedHeaders.Read,
    },
    baseUrl: baseUrl(config),
    authentication: Object.entries(config.Authentication.Schemes).map(([name, scheme]) => schemePlan(name, scheme)),
    extensions: config.Gateway.Extensions,
    metadata: metadataRules(config.GlobalConfiguration),
  };
}

/** Source: Ocelot, placeholder `{BaseUrl}`. */
function baseUrl({ GlobalConfiguration, BaseUrl }: Config): string {
  return GlobalConfiguration.BaseUrl?.trim() || BaseUrl?.trim() || 'http://localhost:5000';
}
