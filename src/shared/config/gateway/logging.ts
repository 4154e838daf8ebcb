import { z } from 'zod';

export const logging = z.strictObject({
  Level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level that is written.'),
  Format: z
    .enum(['auto', 'json', 'text'])
    .default('auto')
    .describe('Form of a log line; auto: text on a terminal, else json.'),
  Access: z.boolean().default(false).describe('One log line per request.'),
});

export type Logging = z.output<typeof logging>;
