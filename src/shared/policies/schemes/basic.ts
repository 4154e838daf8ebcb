import type { WrittenClaims } from './written-claims.js';

export interface BasicPlan {
  readonly kind: 'Basic';
  readonly name: string;
  readonly realm: string;
  readonly users: readonly BasicUser[];
}

export interface BasicUser {
  readonly name: string;
  /** bcrypt or Argon2. */
  readonly hash: string;
  readonly claims: WrittenClaims;
}

/** What a bcrypt hash looks like, cost 4 to 31. */
export const bcryptHash = /^\$2[abxy]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

/** What an Argon2 hash looks like. */
export const argon2Hash = /^\$argon2(id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{11,}\$[A-Za-z0-9+/]{16,}$/;
