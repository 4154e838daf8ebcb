import type { RateLimitDecision } from '../../shared/backplane/rate-limit-store.js';
import type { RateLimitPlan } from '../../shared/policies/rate-limit.js';
import { resetTime } from './reset-time.js';

/** What answers say about a limit: field lines joined by CRLF; `''`: nothing. */
export class LimitFields {
  readonly #headers: boolean;
  readonly #limit: string;
  /** `null`: no draft fields. */
  readonly #policy: string | null;
  readonly #timed: boolean;

  constructor({ rule, headers, draftHeaders }: RateLimitPlan) {
    this.#headers = headers;
    this.#limit = `X-RateLimit-Limit: ${rule.limit}\r\nX-RateLimit-Remaining: `;
    this.#timed = rule.algorithm !== 'Concurrency';
    const window = this.#timed ? `;w=${Math.ceil(rule.period / 1000)}` : ';qu="concurrent-requests"';
    this.#policy = draftHeaders
      ? `RateLimit-Policy: "default";q=${rule.limit}${window}\r\nRateLimit: "default";r=`
      : null;
  }

  /** Source: Ocelot, rate limiting, responses: whatever becomes of the request. */
  ofAllowed({ remaining, resetAt }: RateLimitDecision): string {
    const own = this.#headers ? `${this.#limit}${remaining}\r\nX-RateLimit-Reset: ${resetTime(resetAt)}` : '';
    if (this.#policy === null) return own;
    const draft = this.#draft(remaining, resetAt - Date.now());
    return own === '' ? draft : `${own}\r\n${draft}`;
  }

  /** `Retry-After` is in whole seconds (RFC 9110, 10.2.3), rounded up, so that who waits so long is not too early. */
  ofRefused({ retryAfter }: RateLimitDecision): string {
    const own = this.#headers ? `Retry-After: ${Math.ceil(retryAfter / 1000)}` : '';
    if (this.#policy === null) return own;
    const draft = this.#draft(0, retryAfter);
    return own === '' ? draft : `${own}\r\n${draft}`;
  }

  /** draft-ietf-httpapi-ratelimit-headers-10: one policy, the requests that are left, seconds until there are more. */
  #draft(remaining: number, reset: number): string {
    const time = this.#timed ? `;t=${Math.max(Math.ceil(reset / 1000), 0)}` : '';
    return `${this.#policy}${remaining}${time}`;
  }
}
