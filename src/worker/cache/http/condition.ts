import type { Exchange } from '../../exchange.js';
import type { Freshness } from './freshness.js';

/** What the client has already. */
export interface Condition {
  readonly noneMatch: string | null;
  readonly modifiedSince: string | null;
}

/** `null`: the client has nothing, or says nothing of it. */
export function conditionOf(exchange: Exchange): Condition | null {
  const noneMatch = exchange.header('if-none-match');
  const modifiedSince = exchange.header('if-modified-since');
  return noneMatch === null && modifiedSince === null ? null : { noneMatch, modifiedSince };
}

/** The client has this answer: 304 says so (RFC 9110, 13.1.2 and 13.1.3; RFC 9111, 4.3.2). */
export function holds({ noneMatch, modifiedSince }: Condition, { etag, lastModified }: Freshness): boolean {
  if (noneMatch !== null) {
    if (noneMatch.trim() === '*') return true;
    return etag !== null && (noneMatch.match(/(?:W\/)?"[^"]*"/g) ?? []).some((tag) => opaque(tag) === opaque(etag));
  }
  if (modifiedSince === null || lastModified === null) return false;
  const since = Date.parse(modifiedSince);
  return !Number.isNaN(since) && Date.parse(lastModified) <= since;
}

/** Asks the service whether an answer still holds, in place of what the client has. */
export function ask(exchange: Exchange, { etag, lastModified }: Freshness): void {
  exchange.removeHeader('if-none-match');
  exchange.removeHeader('if-modified-since');
  if (etag !== null) exchange.setHeader('if-none-match', etag);
  if (lastModified !== null) exchange.setHeader('if-modified-since', lastModified);
}

/** Weak comparison (RFC 9110, 8.8.3.2). */
function opaque(tag: string): string {
  return tag.startsWith('W/') ? tag.slice(2) : tag;
}
