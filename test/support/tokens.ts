import { createHmac, generateKeyPairSync, type JsonWebKey, type KeyObject, sign } from 'node:crypto';
import type { JwtBearerPlan } from '../../src/shared/policies/schemes/jwt-bearer.js';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const secret = Buffer.from('a secret of thirty-two bytes, ok');
export const rsa: KeyPair = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const p256: KeyPair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const p384: KeyPair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
export const p521: KeyPair = generateKeyPairSync('ec', { namedCurve: 'P-521' });
export const ed25519: KeyPair = generateKeyPairSync('ed25519');

export const secretJwk: JsonWebKey = { kty: 'oct', k: secret.toString('base64url') };

export function jwkOf({ publicKey }: KeyPair): JsonWebKey {
  return publicKey.export({ format: 'jwk' });
}

/** 2026-01-01, in milliseconds since 1970. */
export const testTime = 1_767_225_600_000;

export const goodClaims = {
  iss: 'https://issuer.test',
  aud: 'api',
  sub: 'u1',
  exp: testTime / 1000 + 3600,
};

export function encoded(value: unknown): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

/** A token with this head and body, signed over exactly their text; a string is taken as it is. */
export function token(head: object | string, body: object | string, signature: (input: string) => Buffer): string {
  const input = `${encoded(head)}.${encoded(body)}`;
  return `${input}.${signature(input).toString('base64url')}`;
}

export function hmac(hash: 'sha256' | 'sha384' | 'sha512', key: Buffer | string = secret) {
  return (input: string): Buffer => createHmac(hash, key).update(input).digest();
}

/** As JWS writes signatures: of elliptic curves as two numbers of fixed length. */
export function signed(hash: string | null, { privateKey }: KeyPair, options: object = {}) {
  return (input: string): Buffer =>
    sign(hash, Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363', ...options });
}

/** A good HS256 token. */
export function hs256(claims: object = {}, head: object = {}): string {
  return token({ alg: 'HS256', typ: 'JWT', ...head }, { ...goodClaims, ...claims }, hmac('sha256'));
}

/** A good RS256 token. */
export function rs256(claims: object = {}, head: object = {}, pair: KeyPair = rsa): string {
  return token({ alg: 'RS256', typ: 'JWT', ...head }, { ...goodClaims, ...claims }, signed('sha256', pair));
}

export function bearerPlan(more: Partial<JwtBearerPlan> = {}): JwtBearerPlan {
  return {
    kind: 'JwtBearer',
    name: 'Bearer',
    metadata: null,
    requireHttps: true,
    keys: [{ id: null, issuer: null, jwk: secretJwk }],
    issuers: ['https://issuer.test'],
    audiences: ['api'],
    algorithms: null,
    types: ['jwt', 'at+jwt'],
    requireExpiration: true,
    clockSkew: 300_000,
    claimNames: [],
    ...more,
  };
}
