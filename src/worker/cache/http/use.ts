import type { Directives } from './directives.js';
import type { Freshness } from './freshness.js';

/**
 * Whether an answer may go out without a word to the service (RFC 9111, 4.2.4 and 5.2.1).
 *
 * @param left ms for which it is fresh still; negative: since when it is stale
 * @param wants what the request says; `null`: nothing
 */
export function mayBeUsed(of: Freshness, left: number, wants: Directives | null): boolean {
  if (of.alwaysChecked) return false;
  if (wants === null) return left > 0;
  if (wants.noCache) return false;
  if (wants.maxAge >= 0 && of.lifetime - left > wants.maxAge * 1_000) return false;
  if (wants.minFresh >= 0 && left < wants.minFresh * 1_000) return false;
  if (left > 0) return true;
  return !of.neverStale && wants.maxStale >= 0 && -left <= wants.maxStale * 1_000;
}

/** While a new one is fetched (RFC 5861, 3). */
export function mayBeUsedMeanwhile({ neverStale, staleWhileRevalidate }: Freshness, left: number): boolean {
  return !neverStale && -left < staleWhileRevalidate;
}

/** When the service fails (RFC 5861, 4). */
export function mayBeUsedOnError({ neverStale, staleIfError }: Freshness, left: number): boolean {
  return !neverStale && -left < staleIfError;
}
