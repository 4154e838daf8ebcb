import type { ClaimNames } from './written-claims.js';

export interface IntrospectionPlan {
  readonly kind: 'Introspection';
  readonly name: string;
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `null`: not looked at. */
  readonly issuers: readonly string[] | null;
  /** `null`: not looked at. */
  readonly audiences: readonly string[] | null;
  /** Longest time for which an answer is used. */
  readonly maxCacheTime: number;
  /** For the whole answer of the endpoint. */
  readonly timeout: number;
  readonly claimNames: ClaimNames;
}
