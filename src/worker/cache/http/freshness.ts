import { fieldValues } from '../../forward/field-lines.js';
import type { ResponseHead } from '../../forward/response-head.js';
import { type Directives, directives } from './directives.js';

/** How long an answer may be used and how it is checked after that (RFC 9111, 4.2). Milliseconds. */
export interface Freshness {
  /** From its making at the service. */
  readonly lifetime: number;
  /** Its age when it was kept, as `Age` said. */
  readonly age: number;
  /** It must be checked before every use. */
  readonly alwaysChecked: boolean;
  /** It must not be used once it is stale. */
  readonly neverStale: boolean;
  /** For how long after its lifetime it may go out while a new one is fetched, and when the service fails (RFC 5861). */
  readonly staleWhileRevalidate: number;
  readonly staleIfError: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** How long a stale answer is kept because the service may say that it still holds, ms. */
const keptForChecks = 3_600_000;

/**
 * What an answer says about its use by a shared cache; `null`: it must not be kept (RFC 9111, 3). Guesses are not made: what
 * says nothing is kept only to be checked.
 *
 * @param authorized the request has `Authorization` (RFC 9111, 3.5)
 * @param ttl the longest lifetime, ms
 * @param now time of day, ms
 */
export function freshness(head: ResponseHead, authorized: boolean, ttl: number, now: number): Freshness | null {
  const { fields } = head;
  const says = directives(fieldValues(fields, 'cache-control').join(','));
  if (says.noStore || says.isPrivate) return null;
  // A cookie is for one client; that the rest is for all must be said.
  if (fieldValues(fields, 'set-cookie').length > 0 && !says.isPublic) return null;
  if (authorized && !says.isPublic && !says.mustRevalidate && says.sMaxAge < 0) return null;
  const etag = fieldValues(fields, 'etag')[0] ?? null;
  const lastModified = fieldValues(fields, 'last-modified')[0] ?? null;
  const lifetime = Math.min(lifetimeOf(says, fields, now), ttl);
  if (lifetime <= 0 && etag === null && lastModified === null) return null;
  return {
    lifetime,
    age: ageOf(fields),
    alwaysChecked: says.noCache,
    neverStale: says.mustRevalidate || says.noCache,
    staleWhileRevalidate: Math.max(says.staleWhileRevalidate, 0) * 1_000,
    staleIfError: Math.max(says.staleIfError, 0) * 1_000,
    etag,
    lastModified,
  };
}

/** How long the answer is of use, ms. */
export function usefulFor(of: Freshness): number {
  const isCheckable = of.etag !== null || of.lastModified !== null;
  const stale = Math.max(of.staleWhileRevalidate, of.staleIfError, isCheckable ? keptForChecks : 0);
  return Math.max(of.lifetime - of.age, 0) + stale;
}

/** RFC 9111, 4.2.1. `Date` is the gateway's own, so `Expires` counts from now. */
function lifetimeOf({ sMaxAge, maxAge }: Directives, fields: string, now: number): number {
  if (sMaxAge >= 0) return sMaxAge * 1_000;
  if (maxAge >= 0) return maxAge * 1_000;
  const expires = fieldValues(fields, 'expires')[0];
  const at = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(at) ? 0 : at - now;
}

function ageOf(fields: string): number {
  const age = fieldValues(fields, 'age')[0] ?? '';
  return /^[0-9]{1,10}$/.test(age) ? Number(age) * 1_000 : 0;
}
