import { z } from 'zod';
import { texts } from './scalars.js';

export const rateLimitOptions = z.object({
  EnableRateLimiting: z
    .boolean()
    .optional()
    .describe('false switches the limit off. Default: true where a block applies.'),
  ClientIdHeader: z.string().optional().describe('Request header that holds the client id. Default: Oc-Client.'),
  ClientWhitelist: texts.optional().describe('Client ids without a limit, exact spelling.'),
  Limit: z.int32().optional().describe('Requests a client may send per Period; more than 0.'),
  Period: z
    .string()
    .optional()
    .describe('Length of the window: a number and ms, s, m, h or d, for example "1m". Default: 1s.'),
  Wait: z
    .string()
    .optional()
    .describe('How long a client is refused after exceeding the limit, written like Period. Default: 0ms.'),
  StatusCode: z.int32().optional().describe('Status of a refusal. Default: 429.'),
  QuotaMessage: z.string().optional().describe('Body of a refusal; {0} is the limit, {1} the period.'),
  EnableHeaders: z.boolean().optional().describe('Send X-RateLimit-* and Retry-After. Default: true.'),
  Algorithm: z
    .enum(['FixedWindow', 'SlidingWindow', 'TokenBucket', 'Concurrency'])
    .optional()
    .describe('How requests are counted. Default: FixedWindow.'),
  PartitionBy: texts
    .optional()
    .describe(
      'What has a quota of its own: client, ip, route, claim:NAME, header:NAME, together. Default: ["client"].',
    ),
  Mode: z
    .enum(['exact', 'leased'])
    .optional()
    .describe('leased: workers fetch a tenth of what is left of a FixedWindow at once. Default: exact.'),
  DraftHeaders: z.boolean().optional().describe('Send RateLimit and RateLimit-Policy (IETF draft). Default: false.'),
  KeyPrefix: z.string().optional().describe('First part of the counter keys. Default: Ocelot.RateLimiting.'),
});

export type RateLimitOptions = z.output<typeof rateLimitOptions>;
