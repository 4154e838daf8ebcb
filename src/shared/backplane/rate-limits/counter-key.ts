import { createHash } from 'node:crypto';

/** The name of a counter where it must be short or must not tell who the client is. Source: Ocelot, rate limiting, counter key. */
export function counterKey(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest('hex').toUpperCase();
}
