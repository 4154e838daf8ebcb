import type { ResponseHead } from '../../forward/response-head.js';
import { plusLine } from './fields.js';

/** A line of `Cache-Status` (RFC 9211): what the cache did, last in the list. */
export function cacheStatus(what: string): string {
  return `Cache-Status: Margay; ${what}`;
}

export function mark(head: ResponseHead, what: string): void {
  head.fields = plusLine(head.fields, cacheStatus(what));
}
