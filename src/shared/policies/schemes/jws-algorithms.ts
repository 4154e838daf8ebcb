import type { JsonWebKey } from 'node:crypto';

/** By `kty`, with `crv` where there is one. */
const byType: ReadonlyMap<string, readonly string[]> = new Map([
  ['oct', ['HS256', 'HS384', 'HS512']],
  ['RSA', ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512']],
  ['EC P-256', ['ES256']],
  ['EC P-384', ['ES384']],
  ['EC P-521', ['ES512']],
  ['OKP Ed25519', ['EdDSA', 'Ed25519']],
]);

/** Every algorithm that a token may be signed with (RFC 7518, 8037, 9864); `none` is not among them. */
export const jwsAlgorithms: readonly string[] = [...byType.values()].flat();

/** Smallest RSA key in bits (RFC 7518, 3.3). */
export const minRsaBits = 2048;

/**
 * The algorithms a key may verify. They follow from the kind of the key and never from the token, so that no public key
 * serves as a secret; `alg`, `use` and `key_ops` of the key narrow them.
 */
export function algorithmsFor(key: JsonWebKey): readonly string[] {
  const all = byType.get(key.crv === undefined ? String(key.kty) : `${key.kty} ${key.crv}`) ?? [];
  if (key.use !== undefined && key.use !== 'sig') return [];
  if (Array.isArray(key.key_ops) && !key.key_ops.includes('verify')) return [];
  if (key.alg === undefined || key.kty === 'OKP') return all;
  return all.filter((algorithm) => algorithm === key.alg);
}
