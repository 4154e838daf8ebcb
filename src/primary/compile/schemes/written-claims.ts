import type { WrittenClaims } from '../../../shared/policies/schemes/written-claims.js';

/** The claims of a user who is written down: `name` and `sub` unless they are given, and what else is given. */
export function writtenClaims(
  name: string,
  claims: Readonly<Record<string, string | readonly string[]>>,
): WrittenClaims {
  return Object.entries({ name, sub: name, ...claims }).map(([type, value]) => [
    type,
    typeof value === 'string' ? [value] : value,
  ]);
}
