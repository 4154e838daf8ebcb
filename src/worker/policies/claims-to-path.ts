import { ClaimReader } from '../auth/claim-reader.js';
import type { Policy } from '../pipeline.js';
import { downstreamPlaceholders } from '../target/compile-target.js';

/** Placeholders of the downstream path made of claims, whatever the client's path says. Source: Ocelot, claims transformation. */
export const claimsToPath: Policy = {
  name: 'claims-to-path',
  link({ claims, downstream }) {
    if (claims === null || claims.toPath.length === 0) return null;
    const known = new Set(downstreamPlaceholders(downstream.pathTemplate));
    const entries = claims.toPath.map(([name, expression]) => ({ name, reader: new ClaimReader(expression) }));
    return (exchange) => {
      const overrides = new Map(exchange.overrides);
      for (const { name, reader } of entries) {
        const value = reader.take(exchange);
        if (value === null) return false;
        if (!known.has(name)) {
          exchange.fail('placeholderNotFound', `${downstream.pathTemplate} has no placeholder {${name}}`);
          return false;
        }
        overrides.set(name, value);
      }
      exchange.overrides = overrides;
      return true;
    };
  },
};
