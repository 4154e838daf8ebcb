import { z } from 'zod';

export const health = z.strictObject({
  Path: z.string().nullable().default(null).describe('Path on the gateway port that answers readiness. Default: off.'),
});

export type Health = z.output<typeof health>;
