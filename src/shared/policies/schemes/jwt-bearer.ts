import type { JsonWebKey } from 'node:crypto';
import type { ClaimNames } from './written-claims.js';

export interface JwtBearerPlan {
  readonly kind: 'JwtBearer';
  readonly name: string;
  /** URL of the discovery document; `null`: the keys below are all. */
  readonly metadata: string | null;
  /** Refuse `http:` for the URL of the provider's keys too. */
  readonly requireHttps: boolean;
  readonly keys: readonly JwtKeyPlan[];
  /** Issuers beside the provider's own; `null`: issuers are not looked at. */
  readonly issuers: readonly string[] | null;
  /** `null`: audiences are not looked at. */
  readonly audiences: readonly string[] | null;
  /** Only these; `null`: all that suit a key. */
  readonly algorithms: readonly string[] | null;
  /** Good values of the header `typ`, as `normalType` spells them; a token without it is good too. */
  readonly types: readonly string[];
  readonly requireExpiration: boolean;
  readonly clockSkew: number;
  readonly claimNames: ClaimNames;
}

export interface JwtKeyPlan {
  /** `kid` of the tokens that use it; `null`: any. */
  readonly id: string | null;
  /** Only for tokens of this issuer; `null`: of every valid one. */
  readonly issuer: string | null;
  readonly jwk: JsonWebKey;
}

/** Media types of tokens are compared without case and without `application/` (RFC 7515, 4.1.9). */
export function normalType(type: string): string {
  return type.toLowerCase().replace(/^application\//, '');
}
