import type { ClaimNames } from '../../shared/policies/schemes/written-claims.js';
import { Claims } from './claims.js';
import type { Principal } from './principal.js';

/**
 * The user that a token describes: every member is a claim, every item of a list one value; objects are kept as JSON text,
 * `null` is left out. Names stay as they are, but for those of `names`.
 */
export function tokenPrincipal(
  scheme: string,
  payload: Readonly<Record<string, unknown>>,
  names: ReadonlyMap<string, string>,
): Principal {
  const claims = new Map<string, string[]>();
  for (const [member, value] of Object.entries(payload)) {
    const type = names.get(member) ?? member;
    const values = (Array.isArray(value) ? value : [value]).filter((item) => item !== null && item !== undefined);
    if (values.length > 0) claims.set(type, [...(claims.get(type) ?? []), ...values.map(textOf)]);
  }
  return { scheme, name: textIn(payload, 'name') ?? textIn(payload, 'sub'), claims: new Claims(claims) };
}

export function claimNames(names: ClaimNames): ReadonlyMap<string, string> {
  return new Map(names);
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function textIn(payload: Readonly<Record<string, unknown>>, member: string): string | null {
  const value = payload[member];
  return typeof value === 'string' && value !== '' ? value : null;
}
