import { isIP } from 'node:net';

/** A cookie as a jar keeps it. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
  /** Lower case, without a leading dot. */
  readonly domain: string;
  /** Not for hosts below the domain. */
  readonly hostOnly: boolean;
  readonly path: string;
  readonly secure: boolean;
  /** Milliseconds since 1970; what is past removes the cookie. */
  readonly expiresAt: number;
}

/** Where a request went. */
export interface CookieScope {
  /** Lower case. */
  readonly host: string;
  /** Without a query. */
  readonly path: string;
  readonly secure: boolean;
}

/** RFC 6265, 5.2 and 5.3; `null`: the service may not set it. There is no list of public suffixes: a single label is one. */
export function parseSetCookie(line: string, from: CookieScope, now: number): Cookie | null {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  if (equals === -1) return null;
  const name = pair.slice(0, equals).trim();
  if (name === '') return null;
  let domain = from.host;
  let hostOnly = true;
  let path = defaultPath(from.path);
  let secure = false;
  let expires = Number.POSITIVE_INFINITY;
  let maxAge: number | null = null;
  for (const attribute of attributes) {
    const [key = '', ...rest] = attribute.split('=');
    const value = rest.join('=').trim();
    switch (key.trim().toLowerCase()) {
      case 'domain': {
        const given = value.replace(/^\./, '').toLowerCase();
        if (given === '') break;
        if (!domainMatches(from.host, given) || (given !== from.host && !given.includes('.'))) return null;
        domain = given;
        hostOnly = isIP(given) !== 0;
        break;
      }
      case 'path':
        if (value.startsWith('/')) path = value;
        break;
      case 'secure':
        secure = true;
        break;
      case 'expires': {
        const at = Date.parse(value);
        if (!Number.isNaN(at)) expires = at;
        break;
      }
      case 'max-age':
        if (/^-?\d{1,12}$/.test(value)) maxAge = Number(value);
        break;
    }
  }
  if (secure && !from.secure) return null;
  const expiresAt = maxAge === null ? expires : now + maxAge * 1_000;
  return { name, value: pair.slice(equals + 1).trim(), domain, hostOnly, path, secure, expiresAt };
}

/** RFC 6265, 5.1.3. */
export function domainMatches(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0);
}

/** RFC 6265, 5.1.4. */
export function pathMatches(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false;
  return path.length === cookiePath.length || cookiePath.endsWith('/') || path[cookiePath.length] === '/';
}

function defaultPath(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}
