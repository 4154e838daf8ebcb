import { parseClaimExpression } from '../../shared/claim-expression.js';
import type { ClaimsPlan, ClaimTransform } from '../../shared/policies/claims.js';
import type { EffectiveRoute } from './effective-route.js';

/** `null` when nothing is made of claims. The checks have seen that every expression can be read. */
export function claimsPlan({ route }: EffectiveRoute): ClaimsPlan | null {
  const plan = {
    toClaims: transforms(route.AddClaimsToRequest),
    toHeaders: transforms(route.AddHeadersToRequest),
    toQueries: transforms(route.AddQueriesToRequest),
    toPath: transforms(route.ChangeDownstreamPathTemplate),
  };
  return Object.values(plan).every((entries) => entries.length === 0) ? null : plan;
}

/** Sorted by name without regard to case, whatever their order in the file. Source: Ocelot, claims transformation, grammar. */
function transforms(entries: Readonly<Record<string, string>>): ClaimTransform[] {
  return Object.entries(entries)
    .flatMap(([name, text]): ClaimTransform[] => {
      const expression = parseClaimExpression(text);
      return expression === null ? [] : [[name, expression]];
    })
    .sort(([left], [right]) => compare(left.toUpperCase(), right.toUpperCase()));
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
