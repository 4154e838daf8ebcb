import type { ClaimExpression } from '../claim-expression.js';

/** A name, and the claim that gives its value. */
export type ClaimTransform = readonly [name: string, expression: ClaimExpression];

/** The four claim transformations of a route, each sorted by name (Ocelot: claims transformation). */
export interface ClaimsPlan {
  readonly toClaims: readonly ClaimTransform[];
  readonly toHeaders: readonly ClaimTransform[];
  readonly toQueries: readonly ClaimTransform[];
  readonly toPath: readonly ClaimTransform[];
}
