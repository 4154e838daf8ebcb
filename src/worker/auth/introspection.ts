import type { IntrospectionPlan } from '../../shared/policies/schemes/introspection.js';
import type { Exchange } from '../exchange.js';
import { bearerChallenge, bearerToken } from './bearer-token.js';
import type { JsonRequest } from './get-json.js';
import type { Principal } from './principal.js';
import { type AuthenticationScheme, AuthenticationUnavailable } from './scheme.js';
import { claimNames, tokenPrincipal } from './token-claims.js';
import { refused, refusedFor, type Verdict, Verified } from './verified.js';

/** Largest answer of the endpoint in bytes. */
const maxAnswer = 64 * 1024;
/** Questions at once. */
const maxAsking = 256;

/** Opaque tokens, which the server that issued them explains (RFC 7662). */
export class Introspection implements AuthenticationScheme {
  readonly name: string;
  readonly #plan: IntrospectionPlan;
  readonly #claimNames: ReadonlyMap<string, string>;
  readonly #authorization: string;
  readonly #verified: Verified;
  readonly #get: (request: JsonRequest) => Promise<Readonly<Record<string, unknown>>>;
  readonly #now: () => number;
  #asking = 0;

  /** @param get asks the endpoint; rejects when there is no answer in time */
  constructor(
    plan: IntrospectionPlan,
    now: () => number,
    get: (request: JsonRequest) => Promise<Readonly<Record<string, unknown>>>,
  ) {
    this.name = plan.name;
    this.#plan = plan;
    this.#claimNames = claimNames(plan.claimNames);
    // Both parts are form-encoded first (RFC 6749, 2.3.1).
    const credentials = `${formEncoded(plan.clientId)}:${formEncoded(plan.clientSecret)}`;
    this.#authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
    this.#get = get;
    this.#now = now;
    this.#verified = new Verified(now);
  }

  authenticate(exchange: Exchange): Principal | null | Promise<Principal | null> {
    const authorization = exchange.header('authorization');
    if (authorization === null) return null;
    const known = this.#verified.get(authorization);
    if (known !== undefined) return known;
    const token = bearerToken(authorization);
    return token === null ? null : this.#verified.check(authorization, () => this.#ask(token));
  }

  challenge(exchange: Exchange): string {
    return bearerChallenge(exchange.header('authorization'));
  }

  async #ask(token: string): Promise<Verdict> {
    const { endpoint, timeout } = this.#plan;
    if (this.#asking >= maxAsking) throw new AuthenticationUnavailable('too many tokens wait for their introspection');
    this.#asking++;
    try {
      const form = `token=${formEncoded(token)}&token_type_hint=access_token`;
      const headers = { authorization: this.#authorization };
      return this.#judge(await this.#get({ url: endpoint, timeout, maxBytes: maxAnswer, form, headers }));
    } catch (error) {
      throw new AuthenticationUnavailable(`introspection: ${(error as Error).message}`);
    } finally {
      this.#asking--;
    }
  }

  #judge(answer: Readonly<Record<string, unknown>>): Verdict {
    const now = this.#now();
    const { active, exp, nbf, iss, aud, ...rest } = answer;
    const { issuers, audiences, maxCacheTime } = this.#plan;
    const refusal: Verdict = { principal: null, until: now + refusedFor };
    if (active !== true) return refusal;
    if (nbf !== undefined && !(typeof nbf === 'number' && nbf * 1000 <= now)) return refused;
    if (exp !== undefined && !(typeof exp === 'number' && exp * 1000 > now)) return refusal;
    if (issuers !== null && !issuers.includes(String(iss))) return refusal;
    const named = Array.isArray(aud) ? aud : [aud];
    if (audiences !== null && !named.some((audience) => audiences.includes(String(audience)))) return refusal;
    const end = typeof exp === 'number' ? exp * 1000 : Number.MAX_SAFE_INTEGER;
    const principal = tokenPrincipal(this.name, { ...rest, exp, nbf, iss, aud }, this.#claimNames);
    return { principal, until: Math.min(end, now + maxCacheTime) };
  }
}

function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
