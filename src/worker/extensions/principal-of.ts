import type { NewUser } from '../../shared/extensions/user.js';
import { Claims } from '../auth/claims.js';
import type { Principal } from '../auth/principal.js';

/** A user of an extension as policies know it. */
export function principalOf({ scheme = 'Extension', name = null, claims = {} }: NewUser): Principal {
  const byType = Object.entries(claims).map(([type, values]) => {
    return [type, typeof values === 'string' ? [values] : values] as const;
  });
  return { scheme, name, claims: new Claims(new Map(byType)) };
}
