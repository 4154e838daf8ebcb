import { z } from 'zod';

export const qosOptions = z.object({
  MinimumThroughput: z
    .int32()
    .optional()
    .describe(
      'Failures in a row (or, with FailureRatio, calls) before the circuit opens; 0 disables the breaker. Default: 100, once any of these options is used.',
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
  Scope: z
    .enum(['route', 'destination'])
    .optional()
    .describe('Whether the route has one circuit, or each of its destinations. Beyond Ocelot. Default: route.'),
});

export type QoSOptions = z.output<typeof qosOptions>;

/** Stand for values that are missing or out of range. Source: Ocelot, quality of service. */
export const qosDefaults = {
  minimumThroughput: 100,
  breakDuration: 5_000,
  failureRatio: 0.5,
  samplingDuration: 10_000,
  timeout: 30_000,
} as const;

/** Ranges of values that count, in milliseconds, both ends excluded. Source: Ocelot, quality of service. */
export const qosRanges = {
  shortestBreak: 500,
  shortestSampling: 500,
  shortestTimeout: 10,
  longestTimeout: 86_400_000,
} as const;
