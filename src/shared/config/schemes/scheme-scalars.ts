import { z } from 'zod';
import { gatewayDuration } from '../../duration.js';
import { texts } from '../scalars.js';

/** Milliseconds, written as a duration (`"5m"`) or as .NET writes time spans (`"00:05:00"`). */
export const timeSpan = z.union([z.string(), z.number()]).transform((value, context) => {
  const parts = typeof value === 'string' ? /^(\d\d):([0-5]\d):([0-5]\d)$/.exec(value.trim()) : null;
  if (parts !== null) return (Number(parts[1]) * 3600 + Number(parts[2]) * 60 + Number(parts[3])) * 1000;
  const milliseconds = gatewayDuration(value);
  if (milliseconds !== null) return milliseconds;
  context.addIssue(`must be a duration such as "30s", "5m" or "00:05:00", not ${JSON.stringify(value)}`);
  return z.NEVER;
});

/** Claims of a user who is written down: a text or a list of texts for each type. */
export const writtenClaims = z
  .record(z.string(), z.union([z.string(), texts]))
  .default({})
  .describe('Claims of the user: a text or a list of texts for each type.');

/** Claim types that get other names: old name, new name. */
export const claimMap = z
  .record(z.string(), z.string())
  .default({})
  .describe('Other names for claim types: { "scp": "scope" }. Types that are not named stay as they are.');
