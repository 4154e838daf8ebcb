import { createPublicKey, type JsonWebKey, type JsonWebKeyInput, type KeyObject } from 'node:crypto';
import type { PublicKey, SigningKey } from '../../../shared/config/schemes/jwt-bearer.js';
import { algorithmsFor, minRsaBits } from '../../../shared/policies/schemes/jws-algorithms.js';
import type { JwtKeyPlan } from '../../../shared/policies/schemes/jwt-bearer.js';

/** A key, or why it is none. */
export type ReadKey = { readonly key: JwtKeyPlan } | { readonly fault: string };

/** A secret as `dotnet user-jwts` writes it. */
export function secretKey({ Id, Issuer, Value }: SigningKey): ReadKey {
  const text = Value.trim();
  if (text === '') return { fault: 'the signing key has no Value' };
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return { fault: 'Value is not base64' };
  const k = Buffer.from(text, 'base64').toString('base64url');
  return { key: { id: named(Id), issuer: named(Issuer), jwk: { kty: 'oct', k } } };
}

/** A public key as PEM text (also that of a certificate) or JWK. */
export function publicKey({ Id, Issuer, Pem, Jwk }: PublicKey): ReadKey {
  const jwk = Jwk as JsonWebKey | undefined;
  const object = jwk === undefined ? keyOf(Pem ?? '') : keyOf({ key: jwk, format: 'jwk' });
  if (object === null) return { fault: jwk === undefined ? 'Pem holds no public key' : 'Jwk is no public key' };
  const { modulusLength = minRsaBits } = object.asymmetricKeyDetails ?? {};
  if (modulusLength < minRsaBits) return { fault: `the RSA key has ${modulusLength} bits, fewer than ${minRsaBits}` };
  // Exported, so that a private key that somebody put here goes no further.
  const { alg, use, key_ops } = jwk ?? {};
  const exported = { ...object.export({ format: 'jwk' }), ...defined({ alg, use, key_ops }) };
  if (algorithmsFor(exported).length === 0) return { fault: `no algorithm suits the key (${describe(exported)})` };
  const id = named(Id) ?? (typeof jwk?.kid === 'string' ? jwk.kid : null);
  return { key: { id, issuer: named(Issuer), jwk: exported } };
}

function keyOf(input: string | JsonWebKeyInput): KeyObject | null {
  try {
    return createPublicKey(input);
  } catch {
    return null;
  }
}

function describe({ kty, crv, alg, use }: JsonWebKey): string {
  return [kty, crv, alg, use].filter((part) => part !== undefined).join(', ');
}

function defined(values: JsonWebKey): JsonWebKey {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function named(text: string | undefined): string | null {
  return text?.trim() || null;
}
