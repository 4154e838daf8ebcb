import { fieldValues } from '../field-lines.js';
import { authorityOf } from '../origin.js';
import type { ResponseHead } from '../response-head.js';
import type { Place } from '../transport.js';

/** Where a request goes next. */
export interface Hop {
  readonly place: Place;
  readonly target: string;
  readonly method: string;
  /** Another scheme, host or port. */
  readonly otherOrigin: boolean;
}

/** What was answered with a redirect. */
export interface Visit {
  readonly place: Place;
  readonly target: string;
  readonly method: string;
  readonly hasBody: boolean;
}

/**
 * Source: .NET, RedirectHandler: 300, 301 and 302 make a POST a GET, 303 everything but HEAD; other redirects keep the
 * method. Never from https to http.
 *
 * @returns `null` when the answer is for the client: no redirect, or one that would need the body, which is gone
 */
export function redirect(head: ResponseHead, from: Visit): Hop | null {
  const method = nextMethod(head.status, from.method);
  if (method === null || (from.hasBody && method === from.method)) return null;
  const [location] = fieldValues(head.fields, 'location');
  if (location === undefined || location === '') return null;
  const { place } = from;
  const base = `${place.secure ? 'https' : 'http'}://${authorityOf(place.host, place.port, place.secure)}${from.target}`;
  // The field came as latin1; what stands in it is meant as UTF-8, if anything.
  const written = Buffer.from(location, 'latin1').toString();
  if (!URL.canParse(written, base)) return null;
  const url = new URL(written, base);
  if (url.protocol !== 'https:' && (url.protocol !== 'http:' || place.secure)) return null;
  const secure = url.protocol === 'https:';
  const next: Place = {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
  };
  const otherOrigin = next.host !== place.host.toLowerCase() || next.port !== place.port || secure !== place.secure;
  return { place: next, target: url.pathname + url.search, method, otherOrigin };
}

/** `null`: no redirect. */
function nextMethod(status: number, method: string): string | null {
  switch (status) {
    case 300:
    case 301:
    case 302:
      return method === 'POST' ? 'GET' : method;
    case 303:
      return method === 'HEAD' ? method : 'GET';
    case 307:
    case 308:
      return method;
    default:
      return null;
  }
}
