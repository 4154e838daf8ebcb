/** What `Cache-Control` says, of a request or of an answer (RFC 9111, 5.2; RFC 5861). Seconds; -1: it does not say. */
export interface Directives {
  readonly noStore: boolean;
  readonly noCache: boolean;
  readonly isPrivate: boolean;
  readonly isPublic: boolean;
  /** `must-revalidate` or `proxy-revalidate`. */
  readonly mustRevalidate: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAge: number;
  readonly sMaxAge: number;
  readonly minFresh: number;
  /** Infinite without a value. */
  readonly maxStale: number;
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
}

const directive = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g;
/** RFC 9111, 1.2.2. */
const mostSeconds = 2 ** 31;

export function directives(text: string): Directives {
  const found = new Map<string, string | null>();
  for (const [, name, quoted, plain] of text.matchAll(directive)) {
    const lower = name!.toLowerCase();
    if (!found.has(lower)) found.set(lower, quoted ?? plain ?? null);
  }
  const seconds = (name: string): number => (found.has(name) ? secondsOf(found.get(name) ?? '') : -1);
  return {
    noStore: found.has('no-store'),
    // With a list of fields it could be kept without them; to keep nothing is allowed too (RFC 9111, 5.2.2.4).
    noCache: found.has('no-cache'),
    isPrivate: found.has('private'),
    isPublic: found.has('public'),
    mustRevalidate: found.has('must-revalidate') || found.has('proxy-revalidate'),
    onlyIfCached: found.has('only-if-cached'),
    maxAge: seconds('max-age'),
    sMaxAge: seconds('s-maxage'),
    minFresh: seconds('min-fresh'),
    maxStale: found.get('max-stale') === null ? Number.POSITIVE_INFINITY : seconds('max-stale'),
    staleWhileRevalidate: seconds('stale-while-revalidate'),
    staleIfError: seconds('stale-if-error'),
  };
}

/** What is no number counts as 0: stale (RFC 9111, 4.2.1). */
function secondsOf(text: string): number {
  return /^[0-9]+$/.test(text) ? Math.min(Number(text), mostSeconds) : 0;
}

/** Of a request; `null`: it says nothing. `Pragma` counts where there is no `Cache-Control` (RFC 9111, 5.4). */
export function requestDirectives(header: (name: string) => string | null): Directives | null {
  const text = header('cache-control') ?? (/\bno-cache\b/i.test(header('pragma') ?? '') ? 'no-cache' : null);
  return text === null ? null : directives(text);
}
