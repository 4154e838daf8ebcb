import { ClaimReader } from '../auth/claim-reader.js';
import type { Policy } from '../pipeline.js';
import { setParameter } from '../target/set-parameter.js';

/**
 * Query parameters made of claims, in place of the client's of that name in any spelling; the others stay as they are.
 * Source: Ocelot, claims transformation.
 */
export const claimsToQuery: Policy = {
  name: 'claims-to-query',
  link({ claims }) {
    if (claims === null || claims.toQueries.length === 0) return null;
    const entries = claims.toQueries.map(([name, expression]) => ({ name, reader: new ClaimReader(expression) }));
    return (exchange) => {
      for (const { name, reader } of entries) {
        const value = reader.take(exchange);
        if (value === null) return false;
        exchange.query = setParameter(exchange.query, name, value);
      }
      return true;
    };
  },
};
