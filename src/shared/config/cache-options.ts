import { z } from 'zod';

export const cacheOptions = z.object({
  TtlSeconds: z.int32().optional().describe('How long an answer is kept, in seconds. Default: 0 (no caching).'),
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
});

export type CacheOptions = z.output<typeof cacheOptions>;
