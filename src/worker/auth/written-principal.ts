import type { WrittenClaims } from '../../shared/policies/schemes/written-claims.js';
import { Claims } from './claims.js';
import type { Principal } from './principal.js';

/** A user who stands in the configuration. */
export function writtenPrincipal(scheme: string, name: string, claims: WrittenClaims): Principal {
  return { scheme, name, claims: new Claims(new Map(claims)) };
}
