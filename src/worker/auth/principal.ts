import type { Claims } from './claims.js';

/** Who calls, as an authentication scheme tells it. Shared by requests with the same credentials: never changed. */
export interface Principal {
  /** The scheme that succeeded. */
  readonly scheme: string;
  /** What logs call the user. */
  readonly name: string | null;
  readonly claims: Claims;
}
