import { z } from 'zod';
import { duration, size, texts } from '../scalars.js';

const tls = z.strictObject({
  Ca: z.string().optional().describe('PEM text of the issuer to trust, best as ${file:PATH}. Default: those of Node.'),
  Certificate: z.string().optional().describe('PEM text of the certificate shown to Redis, best as ${file:PATH}.'),
  Key: z.string().optional().describe('PEM text of its private key, best as ${file:PATH}.'),
  ServerName: z.string().optional().describe('Name the certificate of Redis must have. Default: its host.'),
  AcceptAnyCertificate: z.boolean().default(false).describe('Do not check the certificate of Redis.'),
});

export const backplane = z.strictObject({
  Type: z
    .enum(['embedded', 'redis'])
    .default('embedded')
    .describe('Where shared state lives: in the primary, or in Redis.'),
  Url: z
    .string()
    .optional()
    .describe(
      'Address of Redis: redis://user:password@host:6379/0, rediss:// with TLS. With Sentinels or Cluster only its user, password, database and TLS count.',
    ),
  CacheUrl: z.string().optional().describe('Address of a second Redis for cached answers. Default: Url.'),
  CacheMaxBytes: size.nullable().default(null).describe('Most bytes of cached answers in Redis. Default: no limit.'),
  CompressAbove: size.nullable().default(null).describe('Compress cached answers above this size. Default: never.'),
  Sentinels: texts.default([]).describe('Sentinels as host:port.'),
  MasterName: z.string().default('mymaster').describe('Name under which the Sentinels know the master.'),
  SentinelPassword: z.string().optional().describe('Password of the Sentinels; best as ${NAME} or ${file:PATH}.'),
  Cluster: texts.default([]).describe('Nodes of a Redis Cluster as host:port.'),
  Tls: tls.optional().describe('TLS to Redis. rediss:// alone is enough when Node trusts the issuer.'),
  KeyPrefix: z.string().default('margay').describe('First part of every key in Redis.'),
  CommandTimeout: duration.prefault('50ms').describe('Longest wait for an answer of Redis.'),
  ClearTimeout: duration.prefault('2s').describe('Longest wait for all workers when a cache region is cleared.'),
  OnFailure: z
    .enum(['local', 'reject'])
    .default('local')
    .describe('Without Redis: limits per worker, or refuse with 503.'),
});

export type Backplane = z.output<typeof backplane>;
