import { describesBody } from '../../shared/policies/header-names.js';
import { holdsInvalidCharacter } from '../../shared/policies/header-text.js';
import { ClaimReader } from '../auth/claim-reader.js';
import type { Policy } from '../pipeline.js';

/**
 * Request headers made of claims, in place of the client's of that name in any spelling. Source: Ocelot, claims
 * transformation, which compares names with regard to case.
 */
export const claimsToHeaders: Policy = {
  name: 'claims-to-headers',
  link({ claims }) {
    if (claims === null || claims.toHeaders.length === 0) return null;
    const entries = claims.toHeaders.map(([name, expression]) => ({
      name: name.toLowerCase(),
      reader: new ClaimReader(expression),
      needsBody: describesBody(name),
    }));
    return (exchange) => {
      for (const { name, reader, needsBody } of entries) {
        const claim = reader.take(exchange);
        if (claim === null) return false;
        const value = fieldValue(claim);
        if (holdsInvalidCharacter(value)) {
          exchange.fail('badRequest', `the claim for the header ${name} holds control characters`);
          return false;
        }
        if (!needsBody || exchange.hasBody) exchange.setHeader(name, value);
      }
      return true;
    };
  },
};

/** Fields are sent as latin1, so text beyond ASCII goes as the bytes of its UTF-8. */
function fieldValue(claim: string): string {
  const trimmed = claim.trim();
  return /^[\x20-\x7e]*$/.test(trimmed) ? trimmed : Buffer.from(trimmed).toString('latin1');
}
