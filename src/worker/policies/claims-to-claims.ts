import { ClaimReader } from '../auth/claim-reader.js';
import type { Principal } from '../auth/principal.js';
import type { Policy } from '../pipeline.js';

/**
 * Claims made of other claims: the new value goes in place of the first one of its type. Later entries and steps see it.
 * Source: Ocelot, claims transformation.
 */
export const claimsToClaims: Policy = {
  name: 'claims-to-claims',
  link({ claims }) {
    if (claims === null || claims.toClaims.length === 0) return null;
    const entries = claims.toClaims.map(([type, expression]) => ({ type, reader: new ClaimReader(expression) }));
    // Requests with the same credentials share a user, and so what is made of him.
    const made = new WeakMap<Principal, Principal>();
    return (exchange) => {
      const original = exchange.user;
      const known = original === null ? undefined : made.get(original);
      if (known !== undefined) {
        exchange.user = known;
        return true;
      }
      for (const { type, reader } of entries) {
        const value = reader.take(exchange);
        if (value === null) return false;
        const user = exchange.user!;
        const others = user.claims.values(type).slice(1);
        exchange.user = { ...user, claims: user.claims.with(type, [...others, value]) };
      }
      made.set(original!, exchange.user!);
      return true;
    };
  },
};
