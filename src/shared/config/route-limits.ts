import { z } from 'zod';
import { duration, size } from './scalars.js';

export const routeLimits = z.object({
  BodyBytes: size.nullable().default(null).describe('Largest request body. Default: that of Gateway.Limits.'),
  BodyIdleTimeout: duration
    .nullable()
    .default(null)
    .describe('Longest pause between two pieces of a request body. Default: that of Gateway.Limits.'),
  BodyTimeout: duration
    .nullable()
    .default(null)
    .describe('Longest time for a whole request body. Default: that of Gateway.Limits.'),
  HeaderBytes: size
    .nullable()
    .default(null)
    .describe('Most bytes of header fields. Gateway.Limits.HeaderBytes holds as well.'),
  HeaderCount: z
    .int32()
    .min(1)
    .nullable()
    .default(null)
    .describe('Most header lines of a request. Default: that of Gateway.Limits.'),
  UrlBytes: size.nullable().default(null).describe('Longest request target. Gateway.Limits.UrlBytes holds as well.'),
});

export type RouteLimits = z.output<typeof routeLimits>;
