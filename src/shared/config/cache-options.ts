import { z } from 'zod';
import { texts } from './scalars.js';

export const cacheOptions = z.object({
  TtlSeconds: z
    .int32()
    .optional()
    .describe(
      'How long an answer is kept, in seconds; with Mode "http" the most that one may ask for. Default: 0 (no caching).',
    ),
  Region: z
    .string()
    .optional()
    .describe('Name under which entries are cleared together. Default: a name made of the route.'),
  Header: z
    .string()
    .optional()
    .describe('Request header whose value is part of the cache key. Default: OC-Cache-Control.'),
  EnableContentHashing: z
    .boolean()
    .optional()
    .describe('Makes the request body part of the cache key. Default: false.'),
  Mode: z
    .enum(['ocelot', 'http'])
    .optional()
    .describe(
      'ocelot: every answer is kept for TtlSeconds. http: what Cache-Control and its like say (RFC 9111). Default: ocelot.',
    ),
  Coalesce: z
    .enum(['worker', 'cluster', 'off'])
    .optional()
    .describe('Who waits for a call that is under way in place of making the same one. Default: worker.'),
  StatusCodes: texts.optional().describe('Statuses that are kept: "2xx", "404". Default: ["2xx"].'),
});

export type CacheOptions = z.output<typeof cacheOptions>;

/** Used where neither the route nor the global block says otherwise. */
export const cacheDefaults = {
  header: 'OC-Cache-Control',
  mode: 'ocelot',
  coalesce: 'worker',
  statusCodes: ['2xx'],
} as const;
