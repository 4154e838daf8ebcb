import { z } from 'zod';
import { duration, size } from '../scalars.js';

export const limits = z.strictObject({
  HeaderBytes: size.prefault('32KB').describe('Largest request head.'),
  HeaderCount: z
    .int32()
    .min(1)
    .nullable()
    .default(null)
    .describe('Most header lines of a request. Default: no limit of its own.'),
  UrlBytes: size.prefault('16KB').describe('Longest request target.'),
  BodyBytes: size.nullable().default(null).describe('Largest request body. Default: no limit.'),
  BodyIdleTimeout: duration.prefault('30s').describe('Longest pause between two pieces of a request body.'),
  BodyTimeout: duration.nullable().default(null).describe('Longest time for a whole request body. Default: no limit.'),
  WriteIdleTimeout: duration
    .prefault('60s')
    .describe('Longest time in which a client takes nothing of a waiting answer.'),
  MinBodyRate: size.prefault(240).describe('Bytes per second a request body must come with; 0 is off.'),
  MinWriteRate: size.prefault(240).describe('Bytes per second a client must take of an answer; 0 is off.'),
  RateGrace: duration.prefault('5s').describe('Time before the rates count.'),
  DrainDelay: duration
    .prefault('0s')
    .describe('Time between SIGTERM and the end of listening, for load balancers to notice.'),
  DrainTimeout: duration.prefault('30s').describe('Longest time in which requests in flight may finish on shutdown.'),
  ReceiveBuffer: size
    .nullable()
    .prefault('256KB')
    .describe('What the system receives of a client ahead of the worker (Linux). null: as it likes.'),
  Connections: z
    .int32()
    .min(1)
    .nullable()
    .default(null)
    .describe('Open client connections per worker. Default: no limit.'),
});

export type Limits = z.output<typeof limits>;
