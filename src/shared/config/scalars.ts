import { z } from 'zod';
import { gatewayDuration } from '../duration.js';
import { parseSize } from '../size.js';

/** Milliseconds, written as in {@link gatewayDuration}. */
export const duration = z.union([z.string(), z.number()]).transform((value, context) => {
  const milliseconds = gatewayDuration(value);
  if (milliseconds !== null) return milliseconds;
  context.addIssue(`must be a duration such as "500ms", "10s" or "5m", not ${JSON.stringify(value)}`);
  return z.NEVER;
});

/** Bytes, written as in {@link parseSize}. */
export const size = z.union([z.string(), z.number()]).transform((value, context) => {
  const bytes = parseSize(value);
  if (bytes !== null) return bytes;
  context.addIssue(`must be a size such as "64KB", "10MB" or a number of bytes, not ${JSON.stringify(value)}`);
  return z.NEVER;
});

/** A TCP port; the range is checked with a message of its own. */
export const port = z.int32();

/** Names chosen by the user and one text each. */
export const dictionary = z.record(z.string(), z.string());

/** A list of texts. */
export const texts = z.array(z.string());

/** `RouteKeys` of a global block. */
export const routeKeys = texts
  .optional()
  .describe('Applies this global block only to routes whose Key is listed; missing or empty: to all routes.');
