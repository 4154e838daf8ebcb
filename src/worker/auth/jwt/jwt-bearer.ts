import { decodeJwt, decodeProtectedHeader, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose';
import { type JwtBearerPlan, normalType } from '../../../shared/policies/schemes/jwt-bearer.js';
import type { Exchange } from '../../exchange.js';
import { bearerChallenge, bearerToken } from '../bearer-token.js';
import { parseExactly } from '../parse-exactly.js';
import type { Principal } from '../principal.js';
import type { AuthenticationScheme } from '../scheme.js';
import { claimNames, tokenPrincipal } from '../token-claims.js';
import { refused, refusedFor, type Verdict, Verified } from '../verified.js';
import type { Provider, ProviderOptions } from './provider.js';
import { type VerificationKey, verificationKey } from './verification-key.js';

/** What the head of a token says, once it is one that may be looked at. */
interface Head {
  readonly algorithm: string;
  readonly keyId: string | null;
  readonly issuer: string | null;
}

/** Tokens that are JWTs (RFC 7519, 8725). What a token says of itself never decides how it is verified. */
export class JwtBearer implements AuthenticationScheme {
  readonly name: string;
  readonly #plan: JwtBearerPlan;
  readonly #keys: readonly VerificationKey[];
  readonly #provider: Provider | null;
  readonly #verified: Verified;
  readonly #claimNames: ReadonlyMap<string, string>;
  readonly #now: () => number;

  /** @param provider makes the provider of the plan's metadata */
  constructor(
    plan: JwtBearerPlan,
    now: () => number,
    provider: (options: Pick<ProviderOptions, 'metadata' | 'requireHttps' | 'onRevoked'>) => Provider,
  ) {
    this.name = plan.name;
    this.#plan = plan;
    this.#now = now;
    this.#verified = new Verified(now);
    this.#claimNames = claimNames(plan.claimNames);
    this.#keys = plan.keys.flatMap(({ jwk, id, issuer }) => verificationKey(jwk, id, issuer, true) ?? []);
    const { metadata, requireHttps } = plan;
    this.#provider =
      metadata === null ? null : provider({ metadata, requireHttps, onRevoked: () => this.#verified.clear() });
  }

  authenticate(exchange: Exchange): Principal | null | Promise<Principal | null> {
    this.#provider?.keepFresh();
    const authorization = exchange.header('authorization');
    if (authorization === null) return null;
    const known = this.#verified.get(authorization);
    if (known !== undefined) return known;
    const token = bearerToken(authorization);
    if (token === null) return null;
    const head = this.#headOf(token);
    return head === null ? null : this.#verified.check(authorization, () => this.#verify(token, head));
  }

  challenge(exchange: Exchange): string {
    return bearerChallenge(exchange.header('authorization'));
  }

  /** `null`: no token of this scheme, whatever its signature. */
  #headOf(token: string): Head | null {
    const { types, algorithms } = this.#plan;
    try {
      const { alg, kid, typ, crit, b64, enc } = decodeProtectedHeader(token) as Record<string, unknown>;
      if (typeof alg !== 'string' || (algorithms !== null && !algorithms.includes(alg))) return null;
      // Nothing that a token may declare critical is understood here (RFC 7515, 4.1.11).
      if (crit !== undefined || b64 !== undefined || enc !== undefined) return null;
      if (typ !== undefined && (typeof typ !== 'string' || !types.includes(normalType(typ)))) return null;
      if (kid !== undefined && typeof kid !== 'string') return null;
      const { iss } = decodeJwt(token);
      return { algorithm: alg, keyId: kid ?? null, issuer: typeof iss === 'string' ? iss : null };
    } catch {
      return null;
    }
  }

  async #verify(token: string, head: Head): Promise<Verdict> {
    const own = await this.#tryKeys(token, suitable(this.#keys, head, true), null);
    if (own?.principal != null || this.#provider === null) return own ?? refused;
    let state = await this.#provider.state();
    let keys = suitable(state.keys, head, false);
    if (keys.length === 0) {
      state = await this.#provider.newState();
      keys = suitable(state.keys, head, false);
    }
    return (await this.#tryKeys(token, keys, state.issuer)) ?? own ?? refused;
  }

  /** The verdict of the first key that fits the signature; of none a refusal; `null` without keys. */
  async #tryKeys(token: string, keys: readonly VerificationKey[], issuer: string | null): Promise<Verdict | null> {
    for (const key of keys) {
      try {
        const { payload } = await jwtVerify(token, key.key, this.#options(key, issuer));
        return { principal: tokenPrincipal(this.name, claimsIn(token), this.#claimNames), until: this.#endOf(payload) };
      } catch (error) {
        if (!(error instanceof errors.JOSEError)) throw error;
        if (error instanceof errors.JWSSignatureVerificationFailed) continue;
        // A token that is not valid yet will be.
        return error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf' ? refused : this.#refusal();
      }
    }
    return keys.length === 0 ? null : this.#refusal();
  }

  #options(key: VerificationKey, providerIssuer: string | null): JWTVerifyOptions {
    const { issuers, audiences, clockSkew, requireExpiration } = this.#plan;
    const valid = issuers === null || providerIssuer === null ? issuers : [...issuers, providerIssuer];
    return {
      algorithms: [...key.algorithms],
      ...(valid === null ? {} : { issuer: [...valid] }),
      ...(audiences === null ? {} : { audience: [...audiences] }),
      clockTolerance: clockSkew / 1000,
      currentDate: new Date(this.#now()),
      requiredClaims: requireExpiration ? ['exp'] : [],
    };
  }

  #endOf({ exp }: JWTPayload): number {
    return exp === undefined ? Number.MAX_SAFE_INTEGER : exp * 1000 + this.#plan.clockSkew;
  }

  #refusal(): Verdict {
    return { principal: null, until: this.#now() + refusedFor };
  }
}

/** The body of a token that was verified. */
function claimsIn(token: string): Readonly<Record<string, unknown>> {
  const body = token.slice(token.indexOf('.') + 1, token.lastIndexOf('.'));
  return parseExactly(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
}

/** The keys a token may be verified with: of the right kind and issuer, and with its `kid` when it names one. */
function suitable(keys: readonly VerificationKey[], head: Head, others: boolean): readonly VerificationKey[] {
  const right = keys.filter(
    ({ algorithms, issuer }) => algorithms.includes(head.algorithm) && (issuer === null || issuer === head.issuer),
  );
  if (head.keyId === null) return right;
  const named = right.filter(({ id }) => id === head.keyId);
  if (named.length > 0) return named;
  // Keys of the configuration are tried whatever the token calls them (.NET does so too).
  return others ? right : right.filter(({ id }) => id === null);
}
