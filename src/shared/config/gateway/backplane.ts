import { z } from 'zod';
import { duration, size, texts } from '../scalars.js';

export const backplane = z.strictObject({
  Type: z
    .enum(['embedded', 'redis'])
    .default('embedded')
    .describe('Where shared state lives: in the primary, or in Redis.'),
  Url: z.string().optional().describe('Address of Redis: redis://host:6379.'),
  CacheUrl: z.string().optional().describe('Address of a second Redis for cached answers. Default: Url.'),
  CacheMaxBytes: size.nullable().default(null).describe('Most bytes of cached answers in Redis. Default: no limit.'),
  Sentinels: texts.default([]).describe('Sentinels as host:port.'),
  Cluster: texts.default([]).describe('Nodes of a Redis Cluster as host:port.'),
  KeyPrefix: z.string().default('margay').describe('First part of every key in Redis.'),
  CommandTimeout: duration.prefault('50ms').describe('Longest wait for an answer of Redis.'),
  ClearTimeout: duration.prefault('2s').describe('Longest wait for all workers when a cache region is cleared.'),
  OnFailure: z
    .enum(['local', 'reject'])
    .default('local')
    .describe('Without Redis: limits per worker, or refuse with 503.'),
});

export type Backplane = z.output<typeof backplane>;
