import { z } from 'zod';

export const workers = z
  .union([z.string(), z.number()])
  .transform((value, context): number | 'auto' => {
    if (String(value).trim().toLowerCase() === 'auto') return 'auto';
    const count = typeof value === 'number' ? value : /^\s*\d+\s*$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isInteger(count) && count >= 1 && count <= 1024) return count;
    context.addIssue(`must be "auto" or a whole number from 1 to 1024, not ${JSON.stringify(value)}`);
    return z.NEVER;
  })
  .prefault('auto')
  .describe('Worker processes; "auto" is one per core.');
