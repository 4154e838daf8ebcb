import { parseClaimExpression } from '../../../shared/claim-expression.js';
import type { Config } from '../../../shared/config/config.js';
import type { Finding } from './check.js';

const options = [
  'AddClaimsToRequest',
  'AddHeadersToRequest',
  'AddQueriesToRequest',
  'ChangeDownstreamPathTemplate',
] as const;

/** Values that take something from claims follow the grammar: a dropped entry would silently remove a security header. */
export function* claimExpressions(config: Config): Generator<Finding> {
  for (const [index, route] of config.Routes.entries()) {
    for (const option of options) {
      for (const [name, value] of Object.entries(route[option])) {
        if (parseClaimExpression(value) !== null) continue;
        const message = `${option} ${name}: ${JSON.stringify(value)} is not a claim expression`;
        const wanted = 'Write "Claims[type] > value" or "Claims[type] > value[0] > |".';
        const suggestion =
          option === 'AddHeadersToRequest' ? `${wanted} A fixed header belongs into UpstreamHeaderTransform.` : wanted;
        yield { path: ['Routes', index, option, name], message, suggestion };
      }
    }
  }
}
