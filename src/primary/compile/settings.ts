import type { Gateway } from '../../shared/config/gateway.js';
import type { SnapshotSettings } from '../../shared/snapshot.js';

/** The part of the `Gateway` section that workers need. */
export function settings(
  { Limits, WebSockets, Health, Logging, ForwardedHeaders }: Gateway,
  id: number,
): SnapshotSettings {
  return {
    id,
    limits: {
      headerBytes: Limits.HeaderBytes,
      urlBytes: Limits.UrlBytes,
      bodyBytes: Limits.BodyBytes,
      bodyIdleTimeout: Limits.BodyIdleTimeout,
      writeIdleTimeout: Limits.WriteIdleTimeout,
      minBodyRate: Limits.MinBodyRate,
      minWriteRate: Limits.MinWriteRate,
      rateGrace: Limits.RateGrace,
      connections: Limits.Connections,
    },
    webSockets: {
      maxMessage: WebSockets.MaxMessage,
      queueBytes: WebSockets.QueueBytes,
      idleTimeout: WebSockets.IdleTimeout,
      connectTimeout: WebSockets.ConnectTimeout,
    },
    healthPath: Health.Path,
    accessLog: Logging.Access,
    forwardedHeaders: { send: ForwardedHeaders.Send, trustedProxies: ForwardedHeaders.TrustedProxies },
    baseUrl: 'http://localhost:5000',
  };
}
