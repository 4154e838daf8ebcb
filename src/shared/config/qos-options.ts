import { z } from 'zod';

export const qosOptions = z.object({
  MinimumThroughput: z
    .int32()
    .optional()
    .describe(
      'Failures (or, with FailureRatio, requests) before the circuit opens; 0 disables the breaker. Default: unset.',
    ),
  BreakDuration: z.int32().optional().describe('Milliseconds the circuit stays open; more than 500. Default: 5000.'),
  FailureRatio: z
    .number()
    .optional()
    .describe('Share of failures, above 0 up to 1, that opens the circuit. Default: unset.'),
  SamplingDuration: z
    .int32()
    .optional()
    .describe('Milliseconds over which FailureRatio is measured; more than 500. Default: 10000.'),
  Timeout: z
    .int32()
    .optional()
    .describe('Milliseconds until the service must have answered; more than 10. Default: none.'),
});

export type QoSOptions = z.output<typeof qosOptions>;
