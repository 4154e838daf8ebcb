import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { algorithmsFor, minRsaBits } from '../../../shared/policies/schemes/jws-algorithms.js';

/** A key that tokens are verified with. */
export interface VerificationKey {
  /** `kid`; `null`: it has none. */
  readonly id: string | null;
  /** Only for tokens of this issuer; `null`: of every valid one. */
  readonly issuer: string | null;
  /** What it may verify; at least one. */
  readonly algorithms: readonly string[];
  readonly key: KeyObject;
  /** The key as text, to see whether it is still the same. */
  readonly text: string;
}

/** `null` when nothing may be verified with it. Only `trusted` keys may be secrets. */
export function verificationKey(
  jwk: JsonWebKey,
  id: string | null,
  issuer: string | null,
  trusted: boolean,
): VerificationKey | null {
  const algorithms = algorithmsFor(jwk);
  if (algorithms.length === 0 || (jwk.kty === 'oct' && !trusted)) return null;
  try {
    const key =
      jwk.kty === 'oct'
        ? createSecretKey(Buffer.from(String(jwk.k), 'base64url'))
        : createPublicKey({ key: jwk, format: 'jwk' });
    if ((key.asymmetricKeyDetails?.modulusLength ?? minRsaBits) < minRsaBits) return null;
    return { id, issuer, algorithms, key, text: JSON.stringify([id, jwk]) };
  } catch {
    return null;
  }
}
