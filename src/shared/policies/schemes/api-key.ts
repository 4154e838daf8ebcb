import type { WrittenClaims } from './written-claims.js';

export interface ApiKeyPlan {
  readonly kind: 'ApiKey';
  readonly name: string;
  /** In lower case; `null`: not in a header field. */
  readonly header: string | null;
  readonly query: string | null;
  readonly keys: readonly ApiKeyEntry[];
}

export interface ApiKeyEntry {
  readonly name: string;
  /** SHA-256 of the key, in lower-case hexadecimal digits. */
  readonly digest: string;
  readonly claims: WrittenClaims;
}
