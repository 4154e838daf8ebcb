import { z } from 'zod';
import { duration, size, texts } from './scalars.js';

/** Beyond Ocelot. */
export const retryOptions = z.object({
  Count: z
    .int32()
    .min(0)
    .max(10)
    .optional()
    .describe('Most repetitions of one request; 0 switches repetitions off. Default: 1.'),
  Methods: texts
    .optional()
    .describe(
      'Methods that are repeated. Default: the idempotent ones, GET, HEAD, OPTIONS, TRACE, PUT and DELETE (RFC 9110, 9.2.2).',
    ),
  StatusCodes: z
    .array(z.int32().min(400).max(599))
    .optional()
    .describe('Statuses of the service that lead to a repetition. Default: 502, 503 and 504.'),
  Backoff: duration
    .optional()
    .describe('Longest wait before the first repetition; it doubles with each, up to 5 s. Default: 100ms.'),
  PerTryTimeout: duration
    .optional()
    .describe('Until the head of the answer to one try must be there; 0 is none. Default: none.'),
  MaxBodyBytes: size
    .optional()
    .describe('Largest request body that is kept for repetitions; a larger one is sent once. Default: 64KB.'),
  BudgetPercent: z
    .number()
    .min(1)
    .max(100)
    .optional()
    .describe('Repetitions for a hundred requests, per route and worker, over 10 s. Default: 20.'),
});

export type RetryOptions = z.output<typeof retryOptions>;

/** Used where neither the route nor the global block says otherwise. */
export const retryDefaults = {
  count: 1,
  methods: ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'],
  statusCodes: [502, 503, 504],
  backoff: 100,
  maxBodyBytes: 64 * 1024,
  budgetPercent: 20,
} as const;
