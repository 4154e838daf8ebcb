import { type Cookie, type CookieScope, domainMatches, parseSetCookie, pathMatches } from './set-cookie.js';

/** .NET's limits: cookies of a jar, of a domain, and bytes of one cookie. */
const maxCookies = 300;
const maxPerDomain = 20;
const maxBytes = 4_096;

/** Cookies of services (RFC 6265, 5.3 and 5.4), bounded: the oldest one makes room. */
export class CookieJar {
  /** By domain, path and name, in the order of their creation. */
  readonly #cookies = new Map<string, Cookie>();

  store(lines: readonly string[], from: CookieScope, now: number): void {
    for (const line of lines) {
      const cookie = parseSetCookie(line, from, now);
      if (cookie === null || cookie.name.length + cookie.value.length > maxBytes) continue;
      const key = `${cookie.domain}\0${cookie.path}\0${cookie.name}`;
      if (cookie.expiresAt <= now) {
        this.#cookies.delete(key);
        continue;
      }
      if (!this.#cookies.has(key)) this.#makeRoom(cookie.domain, now);
      this.#cookies.set(key, cookie);
    }
  }

  /** What goes into the `Cookie` field, longest path first; `null` when nothing does. */
  cookiesFor({ host, path, secure }: CookieScope, now: number): string | null {
    const found: Cookie[] = [];
    for (const [key, cookie] of this.#cookies) {
      if (cookie.expiresAt <= now) this.#cookies.delete(key);
      else if (
        (cookie.hostOnly ? host === cookie.domain : domainMatches(host, cookie.domain)) &&
        pathMatches(path, cookie.path) &&
        (secure || !cookie.secure)
      )
        found.push(cookie);
    }
    if (found.length === 0) return null;
    found.sort((a, b) => b.path.length - a.path.length);
    return found.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  #makeRoom(domain: string, now: number): void {
    let ofDomain = 0;
    let oldestOfDomain: string | null = null;
    for (const [key, cookie] of this.#cookies) {
      if (cookie.expiresAt <= now) this.#cookies.delete(key);
      else if (cookie.domain === domain) {
        ofDomain++;
        oldestOfDomain ??= key;
      }
    }
    if (ofDomain >= maxPerDomain && oldestOfDomain !== null) this.#cookies.delete(oldestOfDomain);
    const [oldest] = this.#cookies.keys();
    if (this.#cookies.size >= maxCookies && oldest !== undefined) this.#cookies.delete(oldest);
  }
}
