import { z } from 'zod';

export const httpHandlerOptions = z.object({
  AllowAutoRedirect: z
    .boolean()
    .optional()
    .describe('Follow redirects of the service instead of passing them on. Default: false.'),
  UseCookieContainer: z
    .boolean()
    .optional()
    .describe('Keep cookies of the service in one jar that all clients of the route share. Default: false.'),
  UseProxy: z.boolean().optional().describe('Use the proxy settings of the system. Default: false.'),
  UseTracing: z.boolean().optional().describe('Trace calls to the service. Default: false.'),
  MaxConnectionsPerServer: z
    .int32()
    .optional()
    .describe('Open connections per destination; 0 and less mean the default. Default: 2147483647.'),
  PooledConnectionLifetimeSeconds: z
    .int32()
    .optional()
    .describe('Seconds after which a pooled connection is not used again; 0 disables reuse. Default: 120.'),
});

export type HttpHandlerOptions = z.output<typeof httpHandlerOptions>;

/** Used where neither the route nor the global block says otherwise. */
export const httpHandlerDefaults = {
  maxConnectionsPerServer: 2_147_483_647,
  pooledConnectionLifetimeSeconds: 120,
} as const;
