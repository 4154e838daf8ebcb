import { parseClaimExpression } from '../../src/shared/claim-expression.js';
import type { ClaimsPlan, ClaimTransform } from '../../src/shared/policies/claims.js';
import type { RouteSketch } from './plans.js';

type Written = Readonly<Record<string, string>>;

/** A route whose claim transformations are written as in a configuration. */
export function claimsRoute(
  written: { readonly [part in keyof ClaimsPlan]?: Written },
  more: RouteSketch = {},
): RouteSketch {
  const claims: ClaimsPlan = {
    toClaims: read(written.toClaims),
    toHeaders: read(written.toHeaders),
    toQueries: read(written.toQueries),
    toPath: read(written.toPath),
  };
  return { ...more, plan: { claims, ...more.plan } };
}

function read(entries: Written = {}): ClaimTransform[] {
  return Object.entries(entries).map(([name, text]) => [name, parseClaimExpression(text)!]);
}
