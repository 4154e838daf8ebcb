import { z } from 'zod';
import { admin } from './gateway/admin.js';
import { backplane } from './gateway/backplane.js';
import { cache } from './gateway/cache.js';
import { forwardedHeaders } from './gateway/forwarded-headers.js';
import { health } from './gateway/health.js';
import { limits } from './gateway/limits.js';
import { listener } from './gateway/listener.js';
import { logging } from './gateway/logging.js';
import { webSockets } from './gateway/web-sockets.js';
import { workers } from './gateway/workers.js';
import { texts } from './scalars.js';

/** How this host runs. Unknown keys are errors here. */
export const gateway = z.strictObject({
  Listeners: z.array(listener).prefault([{}]).describe('Addresses the gateway listens on. Default: 0.0.0.0:5000.'),
  Workers: workers,
  HostId: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must be 1 to 100 letters, digits, "-", "_" or "."')
    .optional()
    .describe('Name of this host in a cluster, the same after a restart. Default: host name and admin port.'),
  Admin: admin.prefault({}).describe('Admin port.'),
  Backplane: backplane.prefault({}).describe('State that workers and hosts share.'),
  Cache: cache.prefault({}).describe('Memory of cached answers.'),
  Limits: limits.prefault({}).describe('What the gateway bears from its clients.'),
  WebSockets: webSockets.prefault({}).describe('Limits of WebSocket connections.'),
  Health: health.prefault({}).describe('Readiness on the gateway port.'),
  ForwardedHeaders: forwardedHeaders.prefault({}).describe('X-Forwarded-* and Forwarded.'),
  Logging: logging.prefault({}).describe('What is logged.'),
  SetTcpMigrateReq: z
    .boolean()
    .default(false)
    .describe('Set net.ipv4.tcp_migrate_req to 1 at start (Linux, needs root), so that restarts reset no connection.'),
  Extensions: texts.default([]).describe('Modules with extensions, relative to this file.'),
});

export type Gateway = z.output<typeof gateway>;
